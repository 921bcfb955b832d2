/* The change form: counts, gists of closed parts, mistakes, dialogs, shortcuts. */
import { say } from "./words.js";

const form = document.querySelector("#article_form");
const $ = (css, root = document) => root.querySelector(css), $$ = (css, root = document) => [...root.querySelectorAll(css)];
const make = (tag, props = {}, ...kids) => { const it = Object.assign(document.createElement(tag), props); it.append(...kids); return it; };
const mod = event => event.ctrlKey || event.metaKey;
const FIELDS = "input:not([type=hidden],[type=checkbox],[type=number]),select,textarea";
const value = field => field.selectedOptions ? [...field.selectedOptions].filter(option => option.value).map(option => option.text).join(", ") : field.type === "datetime-local" ? field.value.replace("T", " ") : field.value.trim();

/* Long texts: the field grows, whole words are counted. */
const words = text => text.match(/[\p{L}\p{N}]+(?:[-'’.,][\p{L}\p{N}]+)*/gu)?.length || 0;
for (const field of $$("[data-count]", form)) {
  const out = field.insertAdjacentElement("afterend", make("span", { className: "count" })), max = +field.dataset.count;
  const show = () => {
    const n = max ? field.value.length : words(field.value);
    out.textContent = max ? say("of", { n, max }) : say(n === 1 ? "word" : "words", { n }) + (n > 250 ? " · " + say("minutes", { n: Math.round(n / 230) }) : "");
    out.classList.toggle("over", max > 0 && n > max);
  };
  field.addEventListener("input", show);
  show();
}
if (!CSS.supports("field-sizing", "content")) for (const field of $$("textarea", form)) {
  const grow = () => { if (field.scrollHeight > field.clientHeight) field.style.height = field.scrollHeight + 4 + "px"; };
  field.addEventListener("input", grow);
  grow();
}
const save = () => form.requestSubmit($("[name=_continue]", form) || undefined);
for (const field of $$("[data-line]", form)) field.addEventListener("keydown", event => {
  if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); save(); }
});

/* The text: bold, italic, cite. Tab is never caught. */
const wrap = { b: ["**", "**"], i: ["*", "*"], k: ["[[", "]](https://)"] };
$(".markdownx-editor", form || document)?.addEventListener("keydown", event => {
  const pair = mod(event) && !event.altKey && !event.shiftKey && wrap[event.key.toLowerCase()], field = event.target;
  if (!pair) return;
  event.preventDefault();
  const { selectionStart: from, selectionEnd: to } = field, text = field.value.slice(from, to);
  document.execCommand("insertText", false, pair[0] + text + pair[1]);   /* the only way that keeps undo */
  field.setSelectionRange(from + pair[0].length, to + pair[0].length);
});

/* Closed parts say what they hold; what holds a mistake opens; the rail is open where there is room. */
const wide = matchMedia("(min-width:1500px)").matches;
for (const part of $$("fieldset > details", form || document)) {
  const gist = $("summary", part).appendChild(make("span", { className: "gist" })), group = part.closest(".inline-group");
  const show = () => {
    const rows = group && $$(".inline-related:not(.empty-form)", part);
    const firsts = rows && rows.map(row => $$(FIELDS, row).map(value).find(Boolean) || $(".readonly", row)?.textContent.trim()).filter(Boolean);
    const all = firsts || $$(FIELDS, part).map(value).concat($$(".readonly", part).map(it => it.textContent.trim())).filter(it => it && it !== "-");
    gist.textContent = all.join(" · ") || say("empty");
    if (group) $$(`[data-count-of="${group.id.replace(/-group$/, "")}"]`).forEach(n => { n.textContent = rows.length || ""; });
  };
  form.addEventListener("change", show);
  for (const change of ["formset:added", "formset:removed"]) document.addEventListener(change, () => setTimeout(show));
  show();
  if (part.closest(".side") && wide || $(".errorlist", part)) part.open = true;
}
const open = () => {
  const at = location.hash && document.getElementById(location.hash.slice(1)), part = at?.closest("details");
  if (part) { part.open = true; at.closest("fieldset").scrollIntoView(); $("summary", part).focus({ preventScroll: true }); }
};
addEventListener("hashchange", open);
$$(".parts a[href^='#']").forEach(link => link.addEventListener("click", () => setTimeout(open)));

/* Mistakes: say where, go to the first. */
const bad = form && $(".errorlist", form);
if (bad) {
  const field = bad.closest(".form-row,.fieldBox,.inline-related")?.querySelector("input:not([type=hidden]),textarea,select");
  $$(".form-row .errorlist", form).forEach((list, i) => {
    const its = list.parentElement.querySelector("input:not([type=hidden]),textarea,select");
    list.id ||= `error-${i}`;
    its?.setAttribute("aria-invalid", true);
    its?.setAttribute("aria-describedby", [its.getAttribute("aria-describedby"), list.id].filter(Boolean).join(" "));
  });
  for (const link of $$(".parts a", form)) {
    if ($(".errorlist", document.getElementById(link.hash.slice(1))?.closest("fieldset") || make("i"))) { link.classList.add("bad"); link.prepend("! "); }
  }
  if (field) addEventListener("load", () => field.focus());
}

/* Dialogs and shortcuts. None is a bare letter (WCAG 2.1.4); the sheet, and the switch for all, are keyboard.js. */
addEventListener("click", event => {
  const ask = event.target.closest("[data-ask]");
  if (ask) {
    event.preventDefault();
    const pop = ask.closest("details.pop");
    if (pop) pop.open = false;
    $("#" + ask.dataset.ask).showModal();
  }
});
/* Enter in a dialog's field must press the dialog's button, not the form's first one. */
$$("dialog.ask input").forEach(field => field.addEventListener("keydown", event => {
  if (event.key === "Enter") { event.preventDefault(); $("[name=_do]", field.closest("dialog")).click(); }
}));
addEventListener("keydown", event => {
  if (mod(event) && !event.altKey && event.key === "s" && form) { event.preventDefault(); if ($("[name=_continue]", form)) save(); }
});
