/* Pictures in the text: pasted or dropped files go to the library, chosen ones are called by their number; each gets a paragraph of its own. */
import { say } from "./words.js";

const editor = document.querySelector("#article_form .markdownx-editor"), chosen = document.getElementById("id_body_picture");
const told = chosen?.closest(".help")?.appendChild(Object.assign(document.createElement("span"), { className: "mini" }));
told?.setAttribute("role", "status");
const tell = text => { if (told) told.textContent = text; };

const insert = code => {
  const { value, selectionStart: from, selectionEnd: to } = editor, before = value.slice(0, from), after = value.slice(to);
  const gap = (text, edge) => !text || edge.test(text) ? "" : "\n\n";
  editor.focus();
  editor.setSelectionRange(from, to);
  document.execCommand("insertText", false, gap(before.trimEnd() && before, /\n\n$/) + code + gap(after.trimStart() && after, /^\n\n/));   /* the only way that keeps undo */
};

const send = async file => {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", editor.form.elements.csrfmiddlewaretoken.value);
  data.set("image", file);
  const answer = await fetch(editor.dataset.markdownxUploadUrlsPath, { method: "POST", body: data, headers: { Accept: "application/json" } });
  const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
  if (!answer.ok || !said.image_code) throw new Error(said.image?.[0] || say("picture_failed"));
  return said.image_code;
};

const take = async (event, files) => {
  const pictures = [...files || []].filter(file => file.type.startsWith("image/"));
  if (!pictures.length) return;
  event.preventDefault();
  for (const file of pictures) {
    tell(say("picture_sending"));
    try {
      insert(await send(file));
      tell(say("picture_taken"));
    } catch (error) {
      tell(error instanceof TypeError ? say("picture_failed") : error.message);
    }
  }
};

if (chosen && editor) {
  editor.addEventListener("paste", event => { if (!event.clipboardData.types.includes("text/plain")) take(event, event.clipboardData.files); });
  editor.addEventListener("drop", event => take(event, event.dataTransfer.files));
  window.django?.jQuery?.(chosen).on("change", () => {   /* a chosen picture is told through jQuery alone */
    const number = /#(\d+)$/.exec(chosen.value)?.[1];
    chosen.value = "";
    if (number) insert(`![](picture:${number})`);
  });
}
