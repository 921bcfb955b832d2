// Keeps what is typed into a form of a page of its own until it has been sent: form[data-keep] names what is kept.
import { drafts } from "./drafts.js";

const form = document.querySelector("form[data-keep]");
const text = form?.elements.text;
const kept = drafts.get(form?.dataset.keep);

if (kept && form.dataset.given === "quote") text.value = kept.includes(text.value.trim()) ? kept : `${kept.trimEnd()}\n\n${text.value}`;
else if (kept && form.dataset.given !== "back") text.value = kept; // given back, it holds what was sent last
text?.addEventListener("input", () => drafts.set(form.dataset.keep, text.value));
form?.addEventListener("submit", () => drafts.set("sent", form.dataset.keep));

if (document.querySelector("[data-arrived]")) {
  drafts.set(drafts.get("sent"), "");
  drafts.set("sent", "");
}
