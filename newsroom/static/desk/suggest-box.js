/* <suggest-box data-kind>: a text field that suggests what is known; with data-several, for its last item after a semicolon. */
let made = 0;

class SuggestBox extends HTMLElement {
  connectedCallback() {
    const field = this.field = this.querySelector("input");
    if (!field || this.list) return;
    this.querySelector("datalist")?.remove();   /* a row is a copy of the empty one, its list included */
    this.list = Object.assign(document.createElement("datalist"), { id: `suggestions-${++made}` });
    this.append(this.list);
    field.setAttribute("list", this.list.id);
    field.addEventListener("input", event => event.inputType !== "insertReplacementText" && this.later());
    field.addEventListener("focus", () => this.list.children.length || this.ask());
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), 200);
  }

  async ask() {
    const items = this.hasAttribute("data-several") ? this.field.value.split(";") : [this.field.value];
    const said = items.pop().trim(), before = items.map(item => item.trim()).filter(Boolean).join("; ");
    this.asking?.abort();
    this.asking = new AbortController();
    const url = new URL(document.querySelector("[data-suggest]").dataset.suggest + this.dataset.kind + "/", location.href);
    url.searchParams.set("q", said);
    try {
      const answer = await fetch(url, { signal: this.asking.signal, headers: { accept: "application/json" } });
      if (!answer.ok) return;
      const { options } = await answer.json();
      this.list.replaceChildren(...options.map(({ value, label }) => new Option(label, before ? `${before}; ${value}` : value)));
    } catch (error) {
      if (error.name !== "AbortError") this.list.replaceChildren();
    }
  }
}
customElements.define("suggest-box", SuggestBox);
