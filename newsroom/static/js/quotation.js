// What somebody says, as a quotation in small Markdown: the part that is selected, or else all of it but what they quote themselves.
const MOST = 600;
let selected = null; // the last selection within what somebody says; pressing a button takes the selection away

document.addEventListener("selectionchange", () => {
  const selection = document.getSelection();
  const says = selection.anchorNode?.parentElement?.closest(".says");
  if (!selection.isCollapsed && says?.contains(selection.focusNode)) selected = { says, text: selection.toString() };
});

export const quotation = (says) => {
  const own = [...says.children].filter((part) => part.localName !== "blockquote");
  const all = (own.length ? own : [...says.children]).map((part) => part.innerText).join("\n\n");
  const text = (selected?.says === says ? selected.text : all).trim().replace(/\n{3,}/g, "\n\n");
  const short = text.length > MOST ? `${text.slice(0, MOST).replace(/\s+\S*$/, "")} …` : text;
  return short.split("\n").map((line) => `> ${line}`.trimEnd()).join("\n");
};
