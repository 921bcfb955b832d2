/* A part of a long text field: where its paragraphs stand, and the one that is meant selected and in the middle of the window. */
export function paragraphsOf(text) {
  return [...text.matchAll(/[^\n]*[^\s][^\n]*(?:\n[^\n]*[^\s][^\n]*)*/g)].map(found => ({ text: found[0], from: found.index, to: found.index + found[0].length }));
}

/* How far down the field a place of its text is: as tall as a copy that ends there. */
function depth(field, at) {
  const copy = field.cloneNode();
  copy.removeAttribute("id");
  copy.removeAttribute("name");
  copy.value = field.value.slice(0, at);
  for (const [name, value] of Object.entries({ position: "absolute", visibility: "hidden", height: "0", "min-height": "0", "field-sizing": "fixed", width: field.offsetWidth + "px" })) copy.style.setProperty(name, value, "important");
  field.after(copy);
  const height = copy.scrollHeight;
  copy.remove();
  return height;
}

export function showPart(field, from, to) {
  const down = depth(field, from);
  field.focus({ preventScroll: true });
  field.setSelectionRange(from, to);
  if (field.scrollHeight > field.clientHeight + 1) field.scrollTop = down - field.clientHeight / 3;
  scrollBy(0, field.getBoundingClientRect().top + Math.min(down - field.scrollTop, field.clientHeight) - innerHeight / 3);
}
