// <new-comments>: says how many comments have appeared since the page was made, and adds them when asked to.
// It asks an address that is the same for everybody, while the page is looked at, and less often while nothing comes.
import { below, inPlace } from "./comment-place.js";

const FIRST = 60_000, LONGEST = 600_000, MOST = 30;

customElements.define("new-comments", class extends HTMLElement {
  #button = Object.assign(document.createElement("button"), { className: "button", type: "button" });
  #since = this.dataset.since;
  #upto = "";
  #wait = FIRST;
  #timer = 0;
  #come = []; // items that wait to be shown, in the order in which they appeared
  #first = null; // once they are shown, the first of them on the page

  connectedCallback() {
    this.#button.addEventListener("click", () => (this.#come.length ? this.#show() : this.#lead()));
    this.#later();
  }

  disconnectedCallback() { clearTimeout(this.#timer); }

  #later() {
    this.#timer = setTimeout(async () => {
      if (document.visibilityState === "visible" && this.#come.length < MOST) await this.#ask();
      this.#later();
    }, this.#wait);
  }

  async #ask() {
    this.#wait = Math.min(this.#wait * 1.5, LONGEST);
    const answer = await fetch(this.dataset.from + this.#since).catch(() => null); // offline: asked again later
    const html = answer?.ok ? await answer.text() : "";
    const list = new DOMParser().parseFromString(html, "text/html").querySelector("ol");
    if (!list) return;
    this.#wait = FIRST;
    this.#come = [...list.children].filter((item) => !document.getElementById(item.firstElementChild.id)); // one's own are here
    this.#upto = list.dataset.since;
    if (this.#come.length) this.#say(list.dataset.said.split("|")[this.#come.length - 1]);
    else this.#since = this.#upto;
  }

  #say(words) {
    this.#button.textContent = words;
    if (!this.#button.isConnected) this.append(this.#button); // moved, it would lose the focus
  }

  #show() {
    inPlace(() => this.#come.forEach((item) => this.#add(item)));
    this.#come = [];
    this.#since = this.#upto;
    document.dispatchEvent(new Event("comments-added"));
    this.#first = document.querySelector(".comment.new");
    if (this.#first) this.#say(this.dataset.first);
    else this.#button.remove();
  }

  // An answer below what it answers, anything else on top; nothing that has been posted here meanwhile.
  #add(item) {
    const comment = item.firstElementChild, parent = item.dataset.to;
    if (document.getElementById(comment.id)) return;
    const list = below(parent);
    comment.classList.add("new");
    comment.tabIndex = -1;
    comment.querySelector(".who").after(" ", Object.assign(document.createElement("span"), { className: "tag", textContent: this.dataset.tag }));
    if (list) list.append(item);
    else this.#top().prepend(item);
    if (!list) return;
    const link = comment.querySelector(`header a[href$="#comment-${parent}"]`);
    if (item.parentElement.closest("li")?.firstElementChild.id === `comment-${parent}`) link?.remove(); // it stands right above
    else if (link) link.href = `#comment-${parent}`;
  }

  #top() {
    this.parentElement.querySelector(":scope > .hint")?.remove(); // that nobody has said anything yet
    if (!this.#list) this.after((this.#list = Object.assign(document.createElement("ol"), { className: "thread" })));
    return this.#list;
  }

  #list = this.parentElement.querySelector("new-comments ~ ol.thread");

  #lead() {
    this.#first?.focus();
    document.querySelectorAll(".comment.new").forEach((comment) => comment.classList.remove("new"));
    this.#first = null;
    this.#button.remove();
  }
});
