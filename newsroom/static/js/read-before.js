// <read-before>: says what has changed since this browser saw the article last. It tells nobody what was read.
const NAME = "read", MOST = 300;

customElements.define("read-before", class extends HTMLElement {
  connectedCallback() {
    const { path, edition, significant } = this.dataset, now = +edition;
    let seen = {};
    try { seen = JSON.parse(localStorage.getItem(NAME)) || {}; } catch { /* nothing kept, or nothing readable */ }
    const before = seen[path];
    if (before < now && significant.split(" ").some(number => +number > before)) {
      const link = this.querySelector("a");
      link.href = `${path}history/${before}..${now}/`;
      link.before(this.dataset.said.replace("{n}", before), " ");
      this.hidden = false;
    }
    delete seen[path];   /* the one read last stands last */
    seen[path] = Math.max(now, before || 0);
    for (const old of Object.keys(seen).slice(0, -MOST)) delete seen[old];
    try { localStorage.setItem(NAME, JSON.stringify(seen)); } catch { /* the browser keeps nothing: so do we */ }
  }
});
