/* <notes-panel>: the notes beside the text. They are stored by themselves; the article's form stays as it is.
   On every page with notes: names are suggested after an '@'. */
import { paragraphsOf, showPart } from "./show-part.js";

const $ = (css, root = document) => root.querySelector(css), $$ = (css, root = document) => [...root.querySelectorAll(css)];
const make = (tag, props = {}, ...kids) => { const it = Object.assign(document.createElement(tag), props); it.append(...kids); return it; };
const folded = text => text.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean).join(" ");
const wordsOf = text => text.replace(/\[\[[^\]]*\]\](\([^)]*\))?|\]\([^)]*\)/g, " ").toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];
const form = $("#article_form");

class NotesPanel extends HTMLElement {
  connectedCallback() {
    this.body = $(".markdownx-editor", form);
    this.composer = $(".note-composer", this);
    this.place = this.composer && $("select[name=at]", this.composer);   /* none for who only reads here */
    this.links = $$("[data-notes]");
    this.links.forEach(link => { link.setAttribute("aria-controls", this.id); link.setAttribute("aria-expanded", false); link.role = "button"; });
    addEventListener("click", event => this.follow(event), true);
    addEventListener("keydown", event => this.listen(event));
    this.addEventListener("click", event => this.press(event));
    this.addEventListener("submit", event => { event.preventDefault(); this.send(event.target, event.submitter); });
    this.addEventListener("input", event => { if (event.target.matches("textarea")) sessionStorage.setItem(this.draft(event.target), event.target.value); });
    if (this.composer) this.addTools();
    this.restore();
    this.mark();
    const proof = $(".proof");
    if (proof) new MutationObserver(found => { if (found.some(one => ![...one.addedNodes].some(node => node.className === "note-mark"))) this.mark(); }).observe(proof, { childList: true });
    if (/^#note(s$|-\d)/.test(location.hash)) this.show(location.hash.slice(1));
  }

  /* Opening, closing, going there */
  follow(event) {
    const link = event.target.closest?.("[data-notes], a[href='#notes'], [data-show-note]");
    if (!link) return;
    this.opener = link;
    const menu = link.closest("details.pop");
    if (menu) { menu.open = false; this.opener = $("summary", menu); }
    if (link.matches("[data-notes]")) { event.preventDefault(); if (!this.hidden) return this.close(); }
    this.show(link.dataset.showNote);
  }

  show(id) {
    this.hidden = false;
    this.links.forEach(link => link.setAttribute("aria-expanded", true));
    document.body.classList.add("noting");
    const at = id && document.getElementById(id)?.closest(".note");
    if (at) { at.tabIndex = -1; at.focus(); at.scrollIntoView({ block: "nearest" }); } else this.focus();
  }

  close() {
    this.hidden = true;
    this.links.forEach(link => link.setAttribute("aria-expanded", false));
    document.body.classList.remove("noting");
    (this.opener?.checkVisibility() ? this.opener : this.body)?.focus({ preventScroll: true });
  }

  listen(event) {
    if (event.key === "Escape" && this.contains(event.target)) { event.preventDefault(); this.close(); }
    if ((event.ctrlKey || event.metaKey) && event.altKey && !event.getModifierState("AltGraph") && event.code === "KeyM" && !$("dialog[open]")) {
      event.preventDefault();
      this.opener = document.activeElement;
      this.writeAt(event.target);
    }
  }

  press(event) {
    const button = event.target.closest("button");
    if (button?.matches("[data-close-notes]")) this.close();
    if (button?.matches("[data-new-note]")) this.compose();
    if (button?.matches("[data-cancel]")) { this.composer.hidden = true; $("[data-new-note]", this).focus(); }
    if (button?.matches("[data-go]")) this.go(button.closest(".note"));
    const reply = event.target.closest(".note-do summary")?.parentElement;
    if (reply) setTimeout(() => reply.open && $("textarea", reply).focus());
  }

  go(note) {
    const { place, key, nth } = note.dataset;
    const field = place === "paragraph" ? $(`[name=${key.startsWith("body\n") ? "body" : key}]`, form) : this.rowOf(place, key);
    if (!field) return this.goInProof(note);
    if (matchMedia("(max-width: 1000px)").matches) this.close();
    if (!field.checkVisibility()) $(".toggle.look[aria-pressed=true]")?.click();
    for (let part = field.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
    if (!key.startsWith("body\n")) { showPart(field, 0, field.value.length); return; }
    const text = key.slice(5), all = paragraphsOf(field.value), same = all.filter(one => one.text === text);
    const at = same[nth] || same[0] || this.alike(text, all);
    if (at) showPart(field, at.from, at.to); else { this.say(this.dataset.notFound); field.focus(); }
  }

  goInProof(note) {
    const mark = $(`.note-mark[data-show-note="${note.id}"]`);
    mark?.scrollIntoView({ block: "center" });
    mark?.focus({ preventScroll: true });
  }

  alike(text, all) {
    const wanted = new Set(wordsOf(text)), scored = all.map(one => ({ one, n: new Set(wordsOf(one.text).filter(word => wanted.has(word))).size }));
    const best = scored.reduce((a, b) => b.n > a.n ? b : a, { n: 0 });
    return best.n * 2 >= wanted.size ? best.one : null;
  }

  rowOf(place, key) {
    const name = place === "row" ? "name" : "key", group = place === "row" ? "stakeholder_rows" : "references";
    return $$(`#${group}-group .inline-related:not(.empty-form) [name$=-${name}]`).find(field => place === "row" ? folded(field.defaultValue) === key.split("\n").pop() : field.defaultValue === key);
  }

  /* Writing */
  writeAt(target) {
    const row = target.closest?.(".inline-related.has_original");
    if (target === this.body) this.writeAtCursor();
    else if (target.matches?.("[name=headline], [name=summary]")) this.compose(target.name);
    else if (row && this.ofRow(row)) this.compose(...this.ofRow(row));
    else this.compose();
  }

  writeAtCursor() {
    const at = this.body.selectionStart, all = paragraphsOf(this.body.value), one = all.find(one => one.to >= at) || all.at(-1);
    if (one) this.compose("paragraph", one.text, one.text); else this.compose();
  }

  ofRow(row) {
    const key = $("#references-group [name$=-key]", row.parentElement) && $("[name$=-key]", row), name = row.closest("#stakeholder_rows-group") && $("[name$=-name]", row);
    if (key) return ["source", key.defaultValue, `[[${key.defaultValue}]]`];
    return name ? ["row", name.defaultValue, name.defaultValue] : null;
  }

  compose(at = "article", typed = "", shown = "") {
    if (!this.composer) return this.show();
    $("[data-here]", this.place)?.remove();
    if (shown) {
      const option = new Option(shown.length > 70 ? shown.slice(0, 69) + "…" : shown, at);
      option.dataset.here = "";
      this.place.prepend(option);
    }
    this.place.value = at;
    $("[name=typed]", this.composer).value = typed;
    this.composer.hidden = false;
    if (this.hidden) this.show();
    this.scrollTop = 0;
    $("textarea", this.composer).focus();
  }

  async send(posted, submitter) {
    if (this.sending) return;
    this.sending = true;
    try {
      const answer = await this.post(posted, submitter);
      if (!answer.ok && answer.status !== 400) throw new Error();
      const { error, html, told, open, note } = await answer.json();
      if (error) return this.say(error);
      for (const field of $$("textarea", posted)) { sessionStorage.removeItem(this.draft(field)); field.value = ""; }
      if (this.composer) this.composer.hidden = true;
      $(".notes-threads", this).innerHTML = html;
      $$("[data-open-notes]").forEach(n => { n.textContent = open || ""; });
      this.restore();
      this.mark();
      this.say(told);
      this.show(`note-${note}`);
    } catch {
      this.say(this.dataset.failed);
    } finally {
      this.sending = false;
    }
  }

  /* A token is good for one sign-in: after another one the form's own script fetches a fresh one. */
  async post(posted, submitter, again = true) {
    const answer = await fetch(posted.action, { method: "POST", body: new FormData(posted, submitter), headers: { accept: "application/json" } });
    if (answer.status === 403 && again && await $("keep-text")?.refresh() === "") return this.post(posted, submitter, false);
    return answer;
  }

  say(text) {
    const told = $(".notes-told", this);
    told.textContent = text;
    told.scrollIntoView({ block: "nearest" });
  }

  /* What was typed and not sent is there again after the page was loaded anew. */
  draft(field) {
    const answers = $("[name=answers]", field.form)?.value || "";
    return `note ${field.form.action} ${answers}`;
  }

  restore() {
    for (const field of $$("textarea", this)) {
      const kept = sessionStorage.getItem(this.draft(field));
      if (!kept || field.value) continue;
      field.value = kept;
      const reply = field.closest("details");
      if (reply) reply.open = true; else this.composer.hidden = false;
    }
  }

  /* Beside the text: a button above it, one in each saved row, marks in the proof. */
  addTools() {
    const button = (text, run) => {
      const it = make("button", { type: "button", className: "toggle note-here", textContent: text });
      it.addEventListener("click", () => { this.opener = it; run(); });
      return it;
    };
    $(".field-body .tools")?.prepend(button(this.dataset.onParagraph, () => this.writeAtCursor()));
    for (const row of $$(":is(#references-group, #stakeholder_rows-group) .inline-related.has_original")) {
      const of = this.ofRow(row);
      if (!of) continue;
      const it = button(this.dataset.here, () => this.compose(...this.ofRow(row)));
      it.setAttribute("aria-label", `${this.dataset.here}: ${of[2]}`);
      it.dataset.place = of[0];
      it.dataset.key = of[0] === "row" ? folded(of[1]) : of[1];
      $("h3 .inline_label", row).after(it);
    }
  }

  mark() {
    $$(".note-mark").forEach(mark => mark.remove());
    const notes = $$(".note[data-key]", this), blocks = $$(".proof .prose :is(p, li, h2, h3, h4, blockquote)").map(at => ({ at, words: this.read(at) }));
    for (const note of notes) {
      const { key, place } = note.dataset, words = wordsOf(key.slice(5)).join(" ").slice(0, 80);
      const at = place !== "paragraph" ? null : key === "headline" ? $(".proof-hed") : key === "summary" ? $(".proof-sum")
        : blocks.filter(one => one.words && words && (one.words.startsWith(words) || words.startsWith(one.words)))[+note.dataset.nth]?.at;
      if (!at || $(".note-mark", at)) continue;
      const mark = make("button", { type: "button", className: "note-mark", textContent: "✎" });
      mark.dataset.showNote = note.id;
      mark.setAttribute("aria-label", `${this.dataset.here}: ${$(".note-by strong", note).textContent}`);
      at.prepend(mark);
    }
    for (const it of $$(".note-here[data-key]")) {
      const n = notes.filter(({ dataset }) => dataset.place === it.dataset.place && dataset.key.split("\n").pop() === it.dataset.key).length;
      it.textContent = n ? `${this.dataset.here} · ${n}` : this.dataset.here;
    }
  }

  read(block) {
    const copy = block.cloneNode(true);
    $$(".cite", copy).forEach(cite => cite.remove());
    return wordsOf(copy.textContent).join(" ").slice(0, 80);
  }
}
customElements.define("notes-panel", NotesPanel);

/* Mentions: buttons with the names that begin like what stands after the '@'. */
let people;
document.addEventListener("input", async event => {
  const field = event.target;
  if (!field.matches?.("[data-mentions]")) return;
  const begun = field.value.slice(0, field.selectionStart).match(/(?:^|[^\p{L}\p{N}])@([^@\n]{0,60})$/u)?.[1];
  people ||= begun === undefined ? undefined : fetch(field.closest("[data-people]").dataset.people, { headers: { accept: "application/json" } }).then(answer => answer.json()).then(found => found.people).catch(() => []);
  const names = begun === undefined ? [] : (await people).filter(name => folded(name).startsWith(folded(begun)) && folded(name) !== folded(begun)).slice(0, 6);
  let box = field.nextElementSibling?.matches(".note-mentions") ? field.nextElementSibling : null;
  if (!names.length) return box?.remove();
  box ||= field.insertAdjacentElement("afterend", make("span", { className: "note-mentions" }));
  box.replaceChildren(...names.map(name => {
    const it = make("button", { type: "button", className: "toggle", textContent: `@${name}` });
    it.addEventListener("click", () => {
      const end = field.selectionStart, from = end - begun.length;
      field.setRangeText(`${name} `, from, end, "end");
      box.remove();
      field.focus();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    return it;
  }));
});
