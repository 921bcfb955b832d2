// <suggest-here>: offers its links at the place that one points at, selects from or has the focus in. Without this, they lead to a form where the place is chosen.
const KINDS = { headline: "#headline", summary: ".standfirst", source: ".sources > li", row: ".prose tbody tr:has([scope=row])", paragraph: ".prose :is(p, li, h2, h3)" };

customElements.define("suggest-here", class extends HTMLElement {
  #offer = Object.assign(document.createElement("span"), { className: "row rules mend" });
  #timer = 0;

  connectedCallback() {
    this.#offer.lang = this.lang;
    const page = this.closest("main");
    page.addEventListener("pointerover", (e) => e.pointerType === "mouse" && this.#soon(e.target.closest("header") ? null : e.target)); // the head is pointed at on the way
    page.addEventListener("focusin", (e) => this.#show(e.target));
    document.addEventListener("selectionchange", () => {
      const { isCollapsed, anchorNode } = getSelection();
      if (!isCollapsed) this.#soon(anchorNode.closest ? anchorNode : anchorNode.parentElement);
    });
    document.addEventListener("keydown", (e) => e.key === "Escape" && this.#offer.remove());
  }

  #soon(target) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#offer.matches(":focus-within") || this.#show(target), 300);
  }

  #show(target) {
    if (this.#offer.contains(target)) return;
    const kind = Object.keys(KINDS).find((name) => target?.closest?.(KINDS[name]));
    const place = kind && target.closest(KINDS[kind]);
    this.#offer.remove();
    if (!place || place.closest("[role=doc-endnotes], .coverage")) return;
    const named = place.querySelector(kind === "row" ? "[scope=row]" : kind === "source" ? ".what" : "nothing") || place;
    const copy = named.cloneNode(true);
    copy.querySelectorAll(".cite").forEach((cite) => cite.remove());
    const words = new URLSearchParams({ at: kind, words: copy.textContent.trim().slice(0, 200) });
    this.#offer.replaceChildren(...[...this.querySelectorAll("a")].map((link) => {
      const here = link.cloneNode(true);
      here.href += `&${words}`;
      return here;
    }));
    if (place.matches("h2, h3")) place.prepend(this.#offer); // there is room above a heading
    else ({ row: named, source: place.lastElementChild }[kind] || place).append(this.#offer);
  }
});
