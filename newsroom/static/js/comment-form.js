// <comment-form>: the form for comments on the page itself. Without this, its link leads to a page with that form.
import { below, inPlace } from "./comment-place.js";
import { drafts } from "./drafts.js";
import { quotation } from "./quotation.js";

const marked = () => /(?:^|; )signed_in=1/.test(document.cookie);
const QUICKEST = 2500; // milliseconds: the server takes a form that is sent sooner for a program's

customElements.define("comment-form", class extends HTMLElement {
  #form = null;
  #text = null;
  #parent = "";
  #made = ""; // what the form says of itself, signed: what it is for, a key, since when it is open
  #since = 0;
  #known = ""; // for which reasons it waits the writer was told
  #me = null;
  #busy = false;
  #waiting = false; // posting goes on once somebody is signed in

  connectedCallback() {
    if (this.#form) return;
    this.#form = this.querySelector("template").content.firstElementChild.cloneNode(true);
    this.#text = this.#form.elements.text;
    this.querySelector(".leave").replaceWith(this.#form);
    this.#part("[data-cancel]").addEventListener("click", () => {
      const link = document.querySelector(`[data-reply="${this.#parent}"]`);
      this.#answer(null, false);
      (link ?? this.#text).focus();
    });
    this.#part("[data-quote]").addEventListener("click", () => this.#quote());
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#post();
    });
    this.#text.addEventListener("input", () => drafts.set(this.#draft, this.#text.value));
    this.#text.addEventListener("focus", () => this.#me || this.#ask(), { once: true });
    document.addEventListener("signed-in", async () => {
      await this.#ask();
      if (this.#waiting) this.#post();
      else this.#text.focus();
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("[data-reply]");
      if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.#answer(link);
    });
    this.#text.value = drafts.get(this.#draft);
    const answered = !this.#text.value && drafts.last(this.#draft);
    if (answered) this.#answer(document.querySelector(`[data-reply="${answered}"]`), false);
    if (marked()) this.#ask();
    else this.#show();
  }

  get #draft() {
    return `comment ${this.#form.getAttribute("action")} ${this.#parent}`;
  }

  #part = (selector) => this.#form.querySelector(selector);

  #show() {
    this.#part("[data-signed-in]").hidden = !this.#me?.signed_in;
    this.#part("[data-signed-out]").hidden = Boolean(this.#me?.signed_in);
    this.#part("[data-signed-in] bdi").textContent = this.#me?.name ?? "";
  }

  async #ask() {
    const page = new URL(".", this.#form.action).pathname.replace(/comment\/$/, "");
    const answer = await fetch(`/me?page=${encodeURIComponent(page)}`, { headers: { Accept: "application/json" } });
    this.#me = await answer.json();
    if (!this.#made) this.#is(this.#me.made);
    document.dispatchEvent(new CustomEvent("me", { detail: this.#me }));
    this.#show();
    for (const html of this.#me.waiting ?? []) this.#add(html, "");
  }

  #is(made) {
    this.#made = made ?? "";
    this.#since = Date.now();
  }

  #answer(link, goThere = true) {
    const article = link?.closest("article");
    this.#parent = link?.dataset.reply ?? "";
    this.#part(".reply").hidden = !article;
    this.#part("h3").hidden = Boolean(article);
    this.#part(".reply bdi").textContent = article?.querySelector(".who").textContent ?? "";
    const from = this.#form.closest("li")?.querySelector(".comment");
    inPlace(() => (article ? article.after(this.#form) : this.prepend(this.#form)), article ?? from);
    this.#text.value = drafts.get(this.#draft);
    this.#fault("");
    this.#waits("");
    if (goThere) this.#text.focus();
  }

  // What is selected of the comment that is being answered, or all that its writer says, goes in where the caret is.
  #quote() {
    const words = quotation(document.querySelector(`#comment-${this.#parent} .says`));
    const before = this.#text.value.slice(0, this.#text.selectionStart).trimEnd();
    const after = this.#text.value.slice(this.#text.selectionEnd).trimStart();
    this.#text.value = `${before}${before && "\n\n"}${words}\n\n`;
    const caret = this.#text.value.length;
    this.#text.value += after;
    this.#text.focus();
    this.#text.setSelectionRange(caret, caret);
    drafts.set(this.#draft, this.#text.value);
  }

  #fault(words) {
    const line = this.#part(".error");
    line.textContent = words;
    line.hidden = !words;
    this.#text.toggleAttribute("aria-invalid", Boolean(words));
    if (words) this.#text.setAttribute("aria-invalid", "true");
    this.#text.setAttribute("aria-describedby", words ? "comment-error comment-hint" : "comment-hint");
    if (words) this.#text.focus();
  }

  // Why it would wait, made by the server; sent once more, it waits.
  #waits(html, known = "") {
    const told = this.#part("[data-waits]");
    const button = this.#part(".row .button");
    button.dataset.words ??= button.textContent;
    button.textContent = known ? button.dataset.wait : button.dataset.words;
    told.innerHTML = html;
    told.hidden = !html;
    this.#known = known;
    if (html) told.focus();
  }

  async #post() {
    if (this.#busy) return;
    this.#busy = true;
    this.#waiting = false;
    this.#fault("");
    try {
      await this.#ask(); // somebody may have signed out, or the token may be old
      if (this.#me.signed_in) await this.#send();
      else this.#signIn();
    } catch {
      this.#fault(this.querySelector(".said").dataset.offline);
    } finally {
      this.#busy = false;
    }
  }

  async #send() {
    const { website } = this.#form.elements; // people do not see it: filled in, a program did it, or a browser
    await new Promise((done) => setTimeout(done, this.#since + QUICKEST - Date.now())); // whoever pastes is quick
    const answer = await fetch(this.#form.action, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": this.#me.token },
      body: new URLSearchParams({ text: this.#text.value, parent: this.#parent, made: this.#made, known: this.#known, website: website.value }),
    });
    const told = await answer.json();
    website.value = "";
    if (answer.status === 201) this.#posted(told);
    else if (answer.status === 401) this.#signIn();
    else if (told.phase === "waits") this.#waits(told.html, told.known);
    else {
      if (told.made && told.made !== this.#made) this.#is(told.made);
      if (told.phase === "answered") this.#parent = "";
      this.#fault(told.error);
      if (told.appeal) this.#part(".error").append(" ", Object.assign(document.createElement("a"), { href: told.appeal, textContent: this.querySelector(".said").dataset.appeal }));
    }
  }

  #signIn() {
    this.#waiting = true;
    const handled = !document.dispatchEvent(new Event("sign-in", { cancelable: true }));
    if (!handled) location.assign(this.#part("[data-sign-in]").href);
  }

  #posted({ html, message, made }) {
    drafts.set(this.#draft, "");
    const item = this.#add(html, this.#parent);
    this.#parent = "";
    this.#is(made);
    this.#waits("");
    this.#text.value = "";
    this.#part(".reply").hidden = true;
    this.#part("h3").hidden = false;
    inPlace(() => this.prepend(this.#form), item);
    this.querySelector(".said").textContent = message;
    item.focus();
  }

  // Put a comment of one's own where it belongs, once.
  #add(html, parent) {
    const item = document.createElement("li");
    item.innerHTML = html; // made by the server from what it has cleaned
    const there = document.getElementById(item.firstElementChild.id);
    if (there) return there;
    const [, number] = item.firstElementChild.id.split("-");
    const change = Object.assign(document.createElement("a"), { href: `${this.#form.action}${number}/`, textContent: this.closest(".comments").dataset.change });
    const doing = Object.assign(document.createElement("p"), { className: "doing row" });
    doing.append(change);
    item.firstElementChild.append(doing);
    (below(parent) ?? this.#list()).append(item);
    return item.firstElementChild;
  }

  // What answers nothing on this page is in a list of its own on top.
  #list() {
    const list = Object.assign(document.createElement("ol"), { className: "thread" });
    this.after(list);
    return list;
  }
});
