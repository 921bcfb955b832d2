/* <text-checks>: a finding leads to its field, and one about a paragraph to that paragraph, selected in the text. */
class TextChecks extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", event => {
      const link = event.target.closest("a[href^='#']"), at = link && document.getElementById(link.hash.slice(1));
      if (!at) return;
      event.preventDefault();
      this.querySelector("details").open = false;
      for (let part = at.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
      const field = at.closest("summary") || at;
      if (!field.checkVisibility()) document.querySelector(".toggle.look")?.click();   /* a phone that shows the preview */
      if (!field.matches("a, button, input, select, summary, textarea")) field.tabIndex = -1;
      field.scrollIntoView({ block: "center" });
      field.focus({ preventScroll: true });
      if (link.dataset.ends) this.select(field, +link.dataset.begins, +link.dataset.ends);
    });
  }

  /* Lines of the text as it is checked, which begins at its first word. */
  select(field, begins, ends) {
    const text = field.value, lines = text.split("\n"), skip = text.match(/^\s*/)[0].split("\n").length - 1;
    const at = line => lines.slice(0, line + skip).join("\n").length + (line + skip ? 1 : 0), from = at(begins), to = at(ends) - 1;
    field.setSelectionRange(from, Math.min(to, text.length));
    field.scrollTop = field.scrollHeight * from / text.length - field.clientHeight / 3;
    const { top, height } = field.getBoundingClientRect();
    scrollBy(0, top + height * (field.scrollHeight > field.clientHeight + 1 ? 0 : from / text.length) - innerHeight / 3);
  }
}
customElements.define("text-checks", TextChecks);
