/* <keep-text> in the bar: keeps what is typed at the desk without saving it, and tells who else has the form open. */
import { say } from "./words.js";

const QUIET = 3_000, LONGEST = 10_000, BEAT = 15_000, LAST = 60_000;   /* the last: what a closing page may still send */
const form = document.querySelector("#article_form");

class KeepText extends HTMLElement {
  connectedCallback() {
    this.saved = form?.querySelector(".saved");
    if (!this.dataset.at || !form?.elements.tab) return;
    this.at = `${this.dataset.at}${form.elements.tab.value}/`;
    this.presence = [...this.children].map(line => line.textContent);
    this.heard = this.presence.join("\n");
    for (const kind of ["input", "change"]) form.addEventListener(kind, event => this.typed(event));
    form.addEventListener("submit", event => {
      if (event.submitter?.formTarget) return;   /* a preview in another tab: this page stays */
      this.sent = true;
      this.sending?.abort();
    });
    window.django?.jQuery?.(form).on("change", event => { if (event.isTrigger && event.target.matches("input")) this.touch(); });   /* a chosen picture is told through jQuery alone */
    document.addEventListener("formset:removed", () => this.touch());
    addEventListener("beforeunload", event => { if (this.unkept && !this.sent) event.preventDefault(); });
    addEventListener("pagehide", () => this.leave());
    addEventListener("pageshow", event => { if (event.persisted) { this.sent = this.gone = false; this.beat(); } });
    addEventListener("online", () => this.beat());
    document.addEventListener("visibilitychange", () => document.hidden ? this.keep() : this.beat());
    if ("typed" in this.dataset || form.querySelector(".errorlist")) this.touch();
    setInterval(() => this.beat(), BEAT);
    this.beat();
  }

  typed(event) {
    if (event.isTrusted || event.target.name?.endsWith("-order")) if (!event.target.closest("dialog")) this.touch();
  }

  touch() {
    this.dirty = this.unkept = true;
    this.tooLong = "";
    this.tellKept();
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => this.keep(), QUIET);
    this.longest ||= setTimeout(() => this.keep(), LONGEST);
  }

  /* One at a time: what is typed meanwhile is kept next. */
  async keep(again = true) {
    if (!this.unkept || this.sent || this.gone || this.keeping || this.tooLong) return;
    clearTimeout(this.quiet);
    clearTimeout(this.longest);
    this.longest = 0;
    this.keeping = true;
    this.unkept = false;
    const answer = await this.post("keep/", new URLSearchParams(new FormData(form)));
    this.keeping = false;
    if (answer?.ok) this.last = answer.said.at;
    if (answer?.ok && this.unkept) this.touch();
    this.unkept ||= !answer?.ok;
    if (answer?.status === 413) this.tooLong = answer.said.error;
    if (answer?.status === 410 && again && await this.present()) return this.keep(false);   /* the desk did not know this form yet */
    this.tell();
  }

  async beat() {
    if (this.sent || this.gone || document.hidden && !this.dirty) return;
    const answer = await this.present();
    if (answer) {
      this.presence = answer.told;
      if (this.dirty && !answer.kept && !this.keeping) this.unkept = true;
    }
    this.tell();
    if (answer) this.keep();
  }

  async present() {
    const { article, version, sitter } = form.elements;
    const answer = await this.post("beat/", new URLSearchParams({ article: article.value, version: version.value, sitter: sitter.value }));
    return answer?.ok && answer.said;
  }

  /* A token is good for one sign-in: after another one a fresh one is fetched, if it is the same person's. */
  async post(what, body, again = true) {
    this.sending = new AbortController();
    try {
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      const answer = await fetch(this.at + what, { method: "POST", body, headers: { Accept: "application/json" }, signal: this.sending.signal });
      if (answer.status === 403 && again) {
        this.problem = await this.refresh();
        return this.problem ? null : this.post(what, body, false);
      }
      this.problem = { 401: "signed_out", 409: "somebody_else", 410: "", 413: "" }[answer.status] ?? (answer.ok ? "" : "not_kept");
      const { ok, status } = answer;
      return { ok, status, said: ok || status === 413 ? await answer.json() : null };   /* here, where a page that goes may break it off */
    } catch (error) {
      if (error.name !== "AbortError") this.problem = "not_kept";
      return null;
    }
  }

  async refresh() {
    const answer = await fetch(this.dataset.at, { headers: { Accept: "application/json" } });
    if (!answer.ok) return answer.status === 401 ? "signed_out" : "not_kept";
    const { sitter, token } = await answer.json();
    if (sitter !== form.elements.sitter.value) return "somebody_else";
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) field.value = token;
    return "";
  }

  /* Closing: a last word if it is short enough to be sent by a page that goes. */
  leave() {
    if (this.sent) return;
    this.gone = true;
    const post = (what, body) => fetch(this.at + what, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } }).catch(() => {});
    const all = new URLSearchParams(new FormData(form));
    all.set("left", "1");
    if ((this.unkept || this.keeping) && all.toString().length < LAST) post("keep/", all);
    else post("leave/", new URLSearchParams({ csrfmiddlewaretoken: form.elements.csrfmiddlewaretoken.value }));
  }

  tellKept() {
    this.saved.textContent = this.last ? say("kept", { at: this.last }) : this.saved.dataset.dirty;
    this.saved.classList.add("dirty");
  }

  /* The line changes only when there is something new to hear. */
  tell() {
    if (this.dirty) this.tellKept();
    const told = { not_kept: this.dirty && (this.last ? say("not_kept_since", { at: this.last }) : say("not_kept")) }[this.problem] ?? (this.problem && say(this.problem));
    const trouble = told || this.tooLong, lines = [trouble, ...this.presence].filter(Boolean);
    if (lines.join("\n") === this.heard) return;
    this.heard = lines.join("\n");
    this.classList.toggle("trouble", Boolean(trouble));
    this.replaceChildren(...lines.flatMap(text => [Object.assign(document.createElement("span"), { textContent: text }), " "]));
    if (["signed_out", "somebody_else"].includes(this.problem)) {
      this.firstElementChild.after(" ", Object.assign(document.createElement("a"), { href: this.dataset.signIn, target: "_blank", textContent: say("sign_in") }));
    }
  }
}
customElements.define("keep-text", KeepText);
