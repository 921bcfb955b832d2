/* <live-proof>: posts the whole form, unsaved rows too, and shows what readers would see; nothing is stored. */
const form = document.querySelector("#article_form");

class LiveProof extends HTMLElement {
  connectedCallback() {
    this.proof = this.querySelector(".proof");
    this.editor = form?.querySelector(".markdownx-editor");
    if (!this.editor) return;
    this.address = this.editor.dataset.markdownxUrlsPath;
    this.told = Object.assign(document.createElement("p"), { className: "proof-told", hidden: true });
    this.told.setAttribute("role", "status");
    this.prepend(this.told);
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => this.later());
    window.django?.jQuery?.(form).on("change", () => this.later());   /* an uploaded picture is told through jQuery alone */
    for (const kind of ["formset:added", "formset:removed"]) document.addEventListener(kind, () => this.later());
    form.addEventListener("submit", event => { if (!event.submitter?.formTarget) this.stop(); });   /* the page goes */
    this.addTools();
    this.followPage();
    if (form.querySelector(".errorlist")) this.later();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(), +this.editor.dataset.markdownxLatency || 400);
  }

  stop() {
    clearTimeout(this.timer);
    this.posting?.abort();
  }

  async show() {
    this.stop();
    const posting = this.posting = new AbortController();
    try {
      const answer = await fetch(this.address, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, signal: posting.signal });
      if (!answer.ok) throw new Error(answer.status === 413 ? (await answer.json()).error : "");
      const { proof, findings } = await answer.json();
      this.proof.innerHTML = proof;
      this.tellFindings(findings);
      this.told.hidden = true;
    } catch (error) {
      if (error.name === "AbortError") return;
      this.told.textContent = error.message.length > 20 && error.name === "Error" ? error.message : this.dataset.stale;
      this.told.hidden = false;
    }
  }

  tellFindings(findings) {
    const checks = document.getElementById("checks");
    if (!checks || checks.dataset.last === findings) return;
    const open = checks.querySelector("details")?.open;
    checks.dataset.last = findings;
    checks.innerHTML = findings;
    if (open && checks.firstElementChild) checks.firstElementChild.open = true;
  }

  /* Above the text: its typeface, and on phones text or preview. */
  addTools() {
    const box = Object.assign(document.createElement("div"), { className: "tools" });
    const button = (text, kind) => {
      const it = Object.assign(document.createElement("button"), { type: "button", className: `toggle ${kind}`, textContent: text });
      it.setAttribute("aria-pressed", "false");
      box.append(it);
      return it;
    };
    const mono = button(this.dataset.mono, "mono"), look = button(this.dataset.preview, "look");
    const setMono = on => {
      this.editor.classList.toggle("mono", on);
      mono.setAttribute("aria-pressed", on);
      localStorage.setItem("desk.mono", on ? "1" : "");
    };
    setMono(!!localStorage.getItem("desk.mono"));
    mono.addEventListener("click", () => setMono(!this.editor.classList.contains("mono")));
    look.addEventListener("click", () => look.setAttribute("aria-pressed", this.parentElement.classList.toggle("proofing")));
    this.parentElement.classList.add("scripted-proof");
    this.editor.closest(".form-row").prepend(box);
  }

  /* In step with the page, by differences: wherever you put the proof yourself, it goes on from there and never jumps. */
  followPage() {
    let last = scrollY;
    addEventListener("scroll", () => {
      const by = scrollY - last, way = this.editor.offsetHeight - innerHeight / 2, room = this.proof.scrollHeight - this.proof.clientHeight;
      last = scrollY;
      if (way > 0 && room > 0 && !this.proof.matches(":hover, :focus-within")) this.proof.scrollTop += by * room / way;
    }, { passive: true });
  }
}
customElements.define("live-proof", LiveProof);
