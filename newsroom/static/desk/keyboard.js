/* The keys of the desk: one sheet (Ctrl+/), one switch that turns all of them off, keys for lists. None here is a bare letter; those of the queue are, so they heed the switch too (WCAG 2.1.4). */
const NAME = "desk-keys";
const sheet = document.querySelector("#keys"), box = sheet?.querySelector("[data-keys-on]");
const mod = event => (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
document.documentElement.classList.add("js");

let off = false;
try { off = localStorage.getItem(NAME) === "off"; } catch { /* no storage: the switch lasts as long as the page */ }
const told = () => document.documentElement.classList.toggle("keys-off", off);   /* for scripts with keys of their own */
told();
if (box) {
  box.checked = !off;
  box.addEventListener("change", () => {
    off = !box.checked;
    told();
    try { localStorage.setItem(NAME, off ? "off" : "on"); } catch { /* as above */ }
  });
}
addEventListener("storage", event => { if (event.key === NAME) { off = event.newValue === "off"; if (box) box.checked = !off; told(); } });

/* Turned off, what is pressed with Ctrl, ⌘ or Alt is the browser's alone: no script of the desk hears of it. */
addEventListener("keydown", event => {
  if (off && (event.ctrlKey || event.metaKey || event.altKey)) event.stopImmediatePropagation();
}, true);

addEventListener("click", event => {
  const show = event.target.closest("[data-show]");
  if (show) {
    event.preventDefault();
    const pop = show.closest("details.pop");
    if (pop) pop.open = false;
    document.getElementById(show.dataset.show).showModal();
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog").close();
});

/* Through the texts of a list or of the start page. */
const texts = () => [...document.querySelectorAll("#result_list tbody th a, .slips a.hed")].filter(link => link.checkVisibility());
function step(by) {
  const all = texts(), at = all.findIndex(link => link === document.activeElement || link.closest("tr")?.contains(document.activeElement));
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by;
  all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
  return all.length > 0;
}

const search = document.querySelector("#searchbar"), articles = sheet?.dataset.articles, form = document.querySelector("#article_form");
addEventListener("keydown", event => {
  if (mod(event) && event.key === "/" && sheet) {
    event.preventDefault();
    if (sheet.open) sheet.close(); else sheet.showModal();
    return;
  }
  if (form || document.querySelector("dialog[open]")) return;   /* the form has keys of its own */
  if (mod(event) && event.key.toLowerCase() === "k" && (search || articles)) {
    event.preventDefault();
    if (search) search.select(); else location.assign(`${articles}#searchbar`);
  }
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (by && event.altKey && !event.ctrlKey && !event.metaKey && !event.target.matches("select, textarea") && step(by)) event.preventDefault();
});
if (search && location.hash === "#searchbar") search.focus();
if (/Mac|iP/.test(navigator.platform)) for (const key of document.querySelectorAll("[data-mod]")) key.textContent = "⌘";
