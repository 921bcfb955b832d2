/* Rows of a stacked inline in order: drag, up and down buttons, Alt+arrow; the new place is announced.
   Works on every inline whose rows hold a field named '…-order', which is out of sight while this runs. */
import { say } from "./words.js";

const live = Object.assign(document.createElement("div"), { className: "visually-hidden" });
live.setAttribute("aria-live", "polite");
document.body.append(live);

const order = row => row.querySelector("input[name$='-order']");
const rowsOf = group => [...group.querySelectorAll(".inline-related:not(.empty-form)")];
const groupOf = row => row.closest(".inline-group");
const name = row => row.querySelector("input:not([type=hidden],[type=checkbox],[type=number])")?.value || say("new");

/* Places are written only when they change, so that opening and saving changes nothing. */
function number(group, changed) {
  const rows = rowsOf(group), places = rows.map(row => +order(row).value);
  const sorted = places.every((place, i) => i === 0 || place > places[i - 1]);
  rows.forEach((row, i) => {
    if (!sorted) order(row).value = i + 1;
    row.querySelector(".up")?.setAttribute("aria-disabled", i === 0);
    row.querySelector(".down")?.setAttribute("aria-disabled", i === rows.length - 1);
  });
  if (changed) {
    live.textContent = say("moved", { what: name(changed), at: rows.indexOf(changed) + 1, of: rows.length });
    order(changed).dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function step(row, by) {
  const group = groupOf(row), rows = rowsOf(group), to = rows[rows.indexOf(row) + by];
  if (!to) return;
  const focus = document.activeElement;
  if (by < 0) to.before(row); else to.after(row);
  focus.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
  number(group, row);
}

function drag(row, start) {
  start.preventDefault();
  const group = groupOf(row), stop = new AbortController(), on = { signal: stop.signal };
  row.classList.add("dragging");
  /* On document, not on the grip: moving a node in the tree drops its pointer capture. */
  document.addEventListener("pointermove", ({ clientY }) => {
    const next = rowsOf(group).filter(other => other !== row)
      .find(other => { const box = other.getBoundingClientRect(); return clientY < box.top + box.height / 2; });
    const place = next || group.querySelector(".empty-form");
    if (place && row.nextElementSibling !== place) place.before(row);
    if (clientY < 90) scrollBy(0, -12); else if (clientY > innerHeight - 60) scrollBy(0, 12);
  }, on);
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => {
    stop.abort();
    row.classList.remove("dragging");
    number(group, row);
  }, on);
}

function equip(row) {
  if (!order(row) || row.querySelector(".sorter")) return;
  (order(row).closest(".fieldBox")?.parentElement || order(row).closest(".form-row")).classList.add("sorted-by-script");
  const box = Object.assign(document.createElement("span"), { className: "sorter" });
  const button = (cls, sign, run, kind = "click") => {
    const it = Object.assign(document.createElement("button"), { type: "button", className: cls, textContent: sign, title: say(cls) });
    it.setAttribute("aria-label", say(cls));
    it.addEventListener(kind, run);
    box.append(it);
    return it;
  };
  const grip = button("grip", "⠿", event => drag(row, event), "pointerdown");
  grip.tabIndex = -1;                       /* for pointers only; keys have the two beside it */
  grip.setAttribute("aria-hidden", true);
  button("up", "↑", () => step(row, -1));
  button("down", "↓", () => step(row, 1));
  row.querySelector("h3").prepend(box);
  row.addEventListener("keydown", event => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (by && event.altKey && !event.target.matches("select")) { event.preventDefault(); step(row, by); }
  });
}

function setUp(group) {
  if (!group || !group.querySelector("input[name$='-order']") || !group.querySelector(".empty-form")) return;
  const rows = rowsOf(group), end = group.querySelector(".empty-form");
  if (rows.some((row, i) => i && +order(row).value < +order(rows[i - 1]).value)) {  /* after a mistake they come back by index */
    rows.sort((a, b) => order(a).value - order(b).value).forEach(row => end.before(row));
  }
  rowsOf(group).forEach(equip);
  if (group.querySelector(".sorter")) number(group);
}
document.querySelectorAll(".inline-group").forEach(setUp);
document.addEventListener("formset:added", event => {
  const group = groupOf(event.target), mine = order(event.target);
  if (mine) mine.value = Math.max(0, ...rowsOf(group).filter(row => row !== event.target).map(row => +order(row).value)) + 1;
  setUp(group);
});

/* Removing a new row makes inlines.js number all rows by their place in the tree. A saved row that was dragged behind a new
   one would swap indexes with it and be saved twice. So: back to index order, let it number, and back to the chosen order. */
addEventListener("click", event => {
  if (!event.target.closest(".inline-deletelink")) return;
  const group = event.target.closest(".inline-group"), rows = rowsOf(group);
  if (!rows[0] || !order(rows[0])) return;
  const end = group.querySelector(".empty-form"), index = row => +row.id.match(/\d+$/)[0];
  [...rows].sort((a, b) => index(a) - index(b)).forEach(row => end.before(row));
  setTimeout(() => {
    rowsOf(group).sort((a, b) => order(a).value - order(b).value).forEach(row => end.before(row));
    number(group);
  });
}, true);
