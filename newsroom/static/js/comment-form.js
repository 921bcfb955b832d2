// <comment-form>: the form for comments on the page itself. Without this, its link leads to a page with that form.
const marked = () => /(?:^|; )signed_in=1/.test(document.cookie);
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const drafts = {
  get(name) {
    try { return sessionStorage.getItem(name) ?? ""; } catch { return ""; }
  },
  set(name, text) {
    try {
      if (text) sessionStorage.setItem(name, text);
      else sessionStorage.removeItem(name);
    } catch { /* the text is still in the form */ }
  },
};

customElements.define("comment-form", class extends HTMLElement {
  #form = null;
  #text = null;
  #parent = "";
  #key = newKey();
  #me = null;
  #busy = false;
  #waiting = false; // posting goes on once somebody is signed in

  connectedCallback() {
    if (this.#form) return;
    this.#form = this.querySelector("template").content.firstElementChild.cloneNode(true);
    this.#text = this.#form.elements.text;
    this.querySelector(".leave").replaceWith(this.#form);
    this.#part(".reply button").addEventListener("click", () => this.#answer(null));
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
    document.dispatchEvent(new CustomEvent("me", { detail: this.#me }));
    this.#show();
    for (const html of this.#me.waiting ?? []) this.#add(html, "");
  }

  #answer(link) {
    const article = link?.closest("article");
    this.#parent = link?.dataset.reply ?? "";
    this.#key = newKey();
    this.#part(".reply").hidden = !article;
    this.#part(".reply bdi").textContent = article?.querySelector(".who").textContent ?? "";
    if (article) article.after(this.#form);
    else this.prepend(this.#form);
    this.#text.value = drafts.get(this.#draft);
    this.#fault("");
    this.#text.focus();
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
    const answer = await fetch(this.#form.action, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": this.#me.token },
      body: new URLSearchParams({ text: this.#text.value, parent: this.#parent, key: this.#key }),
    });
    const told = await answer.json();
    if (answer.status === 201) this.#posted(told);
    else if (answer.status === 401) this.#signIn();
    else {
      if (told.phase === "answered") this.#parent = "";
      this.#fault(told.error);
    }
  }

  #signIn() {
    this.#waiting = true;
    const handled = !document.dispatchEvent(new Event("sign-in", { cancelable: true }));
    if (!handled) location.assign(this.#part("[data-sign-in]").href);
  }

  #posted({ html, message }) {
    drafts.set(this.#draft, "");
    const item = this.#add(html, this.#parent);
    this.#parent = "";
    this.#key = newKey();
    this.#text.value = "";
    this.#part(".reply").hidden = true;
    this.prepend(this.#form);
    this.querySelector(".said").textContent = message;
    item.focus();
  }

  // Put a comment of one's own where it belongs, once.
  #add(html, parent) {
    const item = document.createElement("li");
    item.innerHTML = html; // made by the server from what it has cleaned
    const there = document.getElementById(item.firstElementChild.id);
    if (there) return there;
    this.#list(parent).append(item);
    return item.firstElementChild;
  }

  // Where the new comment goes: below what it answers, three levels deep at most, or into a list of its own on top.
  #list(parent) {
    const list = Object.assign(document.createElement("ol"), { className: "thread" });
    const answered = parent && document.getElementById(`comment-${parent}`)?.closest("li");
    if (!answered) {
      this.after(list);
      return list;
    }
    if (answered.parentElement.closest("li")?.parentElement.closest("li")) return answered.parentElement;
    const below = answered.querySelector(":scope > ol.thread");
    if (!below) answered.append(list);
    return below ?? list;
  }
});
