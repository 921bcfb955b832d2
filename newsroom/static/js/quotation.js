// What somebody says, as a quotation in small Markdown: the part that is selected, or else all of it but what they quote themselves.
const MOST = 600;
let selected = null; // the last selection within what somebody says; pressing a button takes the selection away

const saysAround = (node) => (node instanceof Element ? node : node.parentElement)?.closest(".says");

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  if (selection.isCollapsed) return;
  const range = selection.getRangeAt(0).cloneRange(), says = saysAround(range.startContainer);
  if (!says) return;
  const whole = says.contains(range.endContainer);
  if (!whole) range.setEndAfter(says.lastChild); // three clicks on a paragraph select up to the next one
  selected = { says, text: whole ? selection.toString() : range.toString() };
});

export const quotation = (says) => {
  const own = [...says.children].filter((part) => part.localName !== "blockquote");
  const all = (own.length ? own : [...says.children]).map((part) => part.innerText).join("\n\n");
  const text = (selected?.says === says ? selected.text : all).trim().replace(/\n{3,}/g, "\n\n");
  const short = text.length > MOST ? `${text.slice(0, MOST).replace(/\s+\S*$/, "")} …` : text;
  return short.split("\n").map((line) => `> ${line}`.trimEnd()).join("\n");
};
