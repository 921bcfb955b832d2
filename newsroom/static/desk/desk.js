/* On every page: menus close, a form is sent once, countdowns run, times say how long ago. */
addEventListener("click", event => document.querySelectorAll("details.pop[open]").forEach(pop => pop.contains(event.target) || (pop.open = false)));
addEventListener("keydown", event => {
  const pop = event.key === "Escape" && document.querySelector("details.pop[open]");
  if (pop) { pop.open = false; pop.querySelector("summary").focus(); }
});

/* Pressing twice sends once; a preview in another tab leaves its page as it is, and what a script sends is its own affair. */
const sent = new Set();
addEventListener("submit", event => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || event.submitter?.formTarget) return;
  if (sent.has(form)) event.preventDefault();
  sent.add(form);
  setTimeout(() => sent.delete(form), 10_000);   /* somebody may have stopped it, to try again */
});
addEventListener("pageshow", () => sent.clear());

const near = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "auto", style: "short" });
function tell(minutes) {
  const size = Math.abs(minutes), [n, unit] = size < 60 ? [minutes, "minute"] : size < 1440 ? [minutes / 60, "hour"] : [minutes / 1440, "day"];
  return near.format(Math.round(n), unit);
}

const clocks = [...document.querySelectorAll("time[data-countdown]")];
function tick() {
  for (const clock of clocks) {
    const left = (new Date(clock.dateTime) - Date.now()) / 60000;
    clock.textContent = tell(left);
    clock.classList.toggle("soon", left > 0 && left < 60);
  }
}
for (const time of document.querySelectorAll("time[data-ago], time[data-countdown]")) time.title = new Date(time.dateTime).toLocaleString(document.documentElement.lang);
if (clocks.length) { tick(); setInterval(tick, 20_000); }
for (const time of document.querySelectorAll("time[data-ago]")) time.textContent = tell((new Date(time.dateTime) - Date.now()) / 60000);

/* select2 gives its fields no name. */
const named = () => document.querySelectorAll("select.admin-autocomplete").forEach(select => {
  const text = select.labels?.[0]?.textContent.trim().replace(/:$/, "");
  if (text) select.nextElementSibling?.querySelectorAll(".select2-search__field, [role=combobox], [role=textbox]").forEach(it => {
    it.setAttribute("aria-label", text);
    it.removeAttribute("aria-labelledby");
  });
});
const jQuery = window.django?.jQuery;
if (jQuery) {
  jQuery(() => setTimeout(named));                     /* after autocomplete.js, whose own start waits in the same queue */
  jQuery(document).on("select2:open", event => {
    const text = event.target.labels?.[0]?.textContent.trim().replace(/:$/, "") || "";
    document.querySelectorAll(".select2-container--open :is(.select2-search__field, .select2-results__options)").forEach(it => it.setAttribute("aria-label", text));
  });
}
