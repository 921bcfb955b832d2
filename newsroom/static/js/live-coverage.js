// <live-coverage>: says how many entries have come since the page was read. It asks for the same page, by its ETag, and moves nothing.
const EVERY = 30_000;

customElements.define("live-coverage", class extends HTMLElement {
  #fresh = this.querySelector("[hidden]");

  connectedCallback() {
    this.#fresh.addEventListener("click", event => { event.preventDefault(); location.hash = "coverage"; location.reload(); });
    this.timer = setInterval(() => document.visibilityState === "visible" && this.#ask(), EVERY);
  }

  disconnectedCallback() { clearInterval(this.timer); }

  async #ask() {
    const answer = await fetch(this.dataset.path, { cache: "no-cache" }).catch(() => null);   /* offline: asked again later */
    if (!answer?.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const n = [...page.querySelectorAll(".coverage > ol > li")].filter(entry => !document.getElementById(entry.id)).length;
    if (!n) return;
    this.#fresh.textContent = this.dataset.said.replace("{n}", n);
    this.#fresh.hidden = false;
  }
});
