/* <moderation-queue>: decisions without leaving the page. The forms do the work; this sends them and shows what follows. Single keys press the buttons of the comment at hand; the desk's switch turns them off. */
const RENEW = 60_000;
const JSON_ONLY = { Accept: "application/json" };

class ModerationQueue extends HTMLElement {
  connectedCallback() {
    this.cards = this.querySelector("[data-cards]");
    this.line = this.querySelector("[data-status]");
    this.bulk = this.querySelector("#bulk");
    this.made = this.dataset.made;
    this.sending = Promise.resolve();
    this.addEventListener("submit", event => this.send(event));
    this.addEventListener("change", event => {
      if (event.target.matches("[data-tick]")) this.count();
      if (event.target.matches(".narrowing select")) event.target.form.requestSubmit();
    });
    this.addEventListener("focusin", event => this.mark(event.target.closest(".card")));
    addEventListener("keydown", event => this.press(event));
    addEventListener("pagehide", () => this.leave());
    setInterval(() => document.hidden || this.stay(), RENEW);
    this.unfold();
    this.go(this.all[0]);
    this.count();
  }

  /* Beside the comments there is room for one's last decisions. */
  unfold() {
    const recent = this.querySelector(".recent");
    if (recent && matchMedia("(min-width: 1100px)").matches) recent.open = true;
  }

  get all() { return [...this.cards.querySelectorAll(".card:not(.going)")]; }
  get now() { return this.cards.querySelector(".card.now:not(.going)"); }

  mark(card) {
    if (!card || card.classList.contains("now")) return;
    this.cards.querySelectorAll(".now").forEach(other => other.classList.remove("now"));
    card.classList.add("now");
  }

  go(card) {
    if (!card) return;
    this.mark(card);
    card.focus({ preventScroll: true });
    const top = card.getBoundingClientRect().top;
    if (top < 0 || top > innerHeight * .5) scrollBy({ top: top - 90 });
  }

  step(by) {
    const all = this.all, at = all.indexOf(this.now);
    this.go(all[Math.min(Math.max(at + by, 0), all.length - 1)]);
  }

  say(words, bad = false) {
    this.line.textContent = words;
    this.line.classList.toggle("bad", bad);
  }

  count() {
    const some = this.cards.querySelectorAll("[data-tick]:checked").length;
    this.bulk.classList.toggle("some", some > 0);
    if (some) this.bulk.querySelector("[data-chosen-count]").textContent = this.dataset.chosen.replace("{count}", some);
  }

  /* Sending: the comment leaves at once, and comes back if it could not be decided. */
  send(event) {
    const form = event.target;
    if (form.method !== "post" || form.matches(".queue-leave")) { this.left = form.matches(".queue-leave"); return; }
    event.preventDefault();
    const data = new FormData(form, event.submitter);
    const acts = form.matches("[data-act]") || form === this.bulk;
    const going = !acts ? [] : form === this.bulk ? [...this.cards.querySelectorAll(".card:has([data-tick]:checked)")] : [form.closest(".card")];
    if (acts && !going.length) return;
    const next = this.after(going);
    for (const card of going) card.classList.add("going");
    if (going.length) this.go(next);
    const send = () => this.post(form, data, going);
    this.sending = this.sending.then(send, send);
  }

  after(going) {
    const all = [...this.cards.querySelectorAll(".card")], last = all.indexOf(going.at(-1));
    const rest = card => !card.classList.contains("going") && !going.includes(card);
    return all.slice(last + 1).find(rest) || all.slice(0, Math.max(last, 0)).reverse().find(rest);
  }

  async post(form, data, going) {
    for (const card of this.cards.querySelectorAll(".card")) data.append("here", card.dataset.comment);
    let answer;
    try {
      const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(data), headers: JSON_ONLY });
      if (!response.ok || !response.headers.get("content-type")?.includes("json")) return this.failed(going, this.dataset.refused);
      answer = await response.json();
    } catch {
      return this.failed(going, this.dataset.lost);
    }
    if (!answer.told) return this.about(form, answer);
    const done = new Set(answer.told.filter(one => one.done).map(one => String(one.comment)));
    for (const card of going) {
      if (done.has(card.dataset.comment)) card.remove();
      else this.again(card);
    }
    if (answer.first) {
      const id = answer.told[0].comment;
      this.cards.querySelector(`#comment-${id}`)?.remove();
      this.cards.insertAdjacentHTML("afterbegin", answer.first);
    }
    this.cards.insertAdjacentHTML("beforeend", answer.cards);
    this.querySelector("[data-recent]").innerHTML = answer.recent;
    this.unfold();
    document.querySelector("[data-standing]").innerHTML = answer.standing;
    this.made = answer.made;
    const bad = answer.told.filter(one => !one.done);
    this.say([answer.summary, ...bad.map(one => one.words)].join(" ").trim(), bad.length > 0);
    this.querySelector("[data-none]").hidden = this.cards.querySelector(".card") !== null;
    this.count();
    if (answer.first || !this.now || bad.length) this.go(answer.first || bad.length ? this.all.find(card => card.dataset.comment === String((bad[0] || answer.told[0]).comment)) || this.all[0] : this.all[0]);
  }

  failed(going, words) {
    for (const card of going) card.classList.remove("going");
    this.go(going[0]);
    this.say(words, true);
  }

  /* Somebody was faster, or its writer changed it: it is shown as it is now. */
  async again(card) {
    card.classList.remove("going");
    const response = await fetch(this.url(card.dataset.comment)).catch(() => null);
    if (response?.ok) this.swap(card, await response.text());
  }

  url(id) { return `${this.dataset.card}${this.dataset.card.includes("?") ? "&" : "?"}comment=${id}`; }

  swap(card, html) {
    const now = card.classList.contains("now"), box = document.createElement("template");
    box.innerHTML = html;
    const fresh = box.content.querySelector(".card");
    if (!fresh) return;
    card.replaceWith(fresh);
    if (now) this.go(fresh);
  }

  /* What was decided about a reader: their comment is shown anew, with the panel closed. */
  async about(form, answer) {
    this.say(answer.words, !answer.done);
    const card = form.closest(".card");
    if (!answer.done || !card) return;
    const response = await fetch(this.url(card.dataset.comment)).catch(() => null);
    if (response?.ok) this.swap(card, await response.text());
  }

  /* Keys */
  press(event) {
    const typing = event.target.matches?.("input:not([type=checkbox]), textarea, select");
    if (event.key === "Escape" && this.now?.contains(event.target)) return this.shut();
    if (event.key === "Enter" && typing) return this.enter(event);
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (document.documentElement.classList.contains("keys-off")) return;
    const card = this.now, panel = card?.querySelector(".panel[open]");
    const act = /^[1-9]$/.test(event.key) ? panel && (() => panel.querySelector(`[data-key="${event.key}"]`)?.click())
      : { "?": () => document.querySelector("#keys").showModal(), j: () => this.step(1), k: () => this.step(-1),
        ArrowDown: event.target.closest?.(".panel, summary") ? null : () => this.step(1), ArrowUp: event.target.closest?.(".panel, summary") ? null : () => this.step(-1),
        u: () => this.sending.then(() => this.querySelector("[data-undo] button")?.click()),   /* what is still on its way is the last one */
        a: () => card?.querySelector(".do > form [data-key=a]").click(),
        x: () => card?.querySelector("[data-tick]").click(),
        o: () => card?.querySelector("[data-place]")?.click(),
        r: () => this.open("r"), h: () => this.open("r"), p: () => this.open("p", "[name=why]"), e: () => this.open("e"),
        n: () => this.open("e", "[data-note]"), w: () => this.arm("w"), s: () => this.arm("s"), b: () => this.arm("b"), m: () => this.arm("m") }[event.key];
    if (!act) return;
    event.preventDefault();
    if (event.repeat && !/^[jk]$|^Arrow/.test(event.key)) return;   /* a key held down decides once */
    act();
  }

  open(name, field) {
    const panel = this.now?.querySelector(`[data-panel=${name}]`);
    if (!panel) return null;
    panel.open = true;
    (field ? panel.querySelector(field) : panel.querySelector("summary")).focus();
    panel.scrollIntoView({ block: "nearest" });
    return panel;
  }

  /* A sanction by key: its reason is asked for, and Enter presses that button and no other. */
  arm(key) {
    const panel = this.open("e", "[name=reason]"), button = panel?.querySelector(`[data-key=${key}]`);
    panel?.querySelectorAll(".armed").forEach(other => other.classList.remove("armed"));
    button?.classList.add("armed");
  }

  enter(event) {
    const form = event.target.form;
    if (!form?.matches("[data-sanction], [data-act]") || event.target.matches("textarea, select")) return;
    const armed = form.querySelector(".armed");
    if (armed) { event.preventDefault(); form.requestSubmit(armed); return; }
    if (form.querySelector("[data-key=w], [data-key='1']")) event.preventDefault();   /* several buttons: none is meant by Enter */
  }

  shut() {
    const panel = this.now?.querySelector(".panel[open]");
    if (!panel) return;
    panel.open = false;
    this.go(this.now);
  }

  /* Claims: renewed while the page is open, given back when it is left. */
  given() {
    const data = new URLSearchParams({ csrfmiddlewaretoken: this.bulk.querySelector("[name=csrfmiddlewaretoken]").value, made: this.made });
    for (const card of this.cards.querySelectorAll(".card")) data.append("here", card.dataset.comment);
    return data;
  }

  async stay() {
    const response = await fetch(this.dataset.stay, { method: "POST", body: this.given(), headers: JSON_ONLY }).catch(() => null);
    if (response?.ok) this.made = (await response.json()).made;
  }

  leave() { if (!this.left) navigator.sendBeacon(this.dataset.leave, this.given()); }
}
customElements.define("moderation-queue", ModerationQueue);
