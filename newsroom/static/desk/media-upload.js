/* <picture-upload>: files from the picker, dropped or pasted go to the library one by one, two at a time, each with its progress. */
import { say } from "./words.js";

const AT_ONCE = 2;
const make = (tag, props = {}, ...kids) => { const it = Object.assign(document.createElement(tag), props); it.append(...kids); return it; };
const over = event => [...event.dataTransfer?.types || []].includes("Files");

class PictureUpload extends HTMLElement {
  connectedCallback() {
    if (this.jobs) return;
    this.jobs = [];
    this.form = this.querySelector("form");
    this.status = make("p", { className: "summary" });
    this.status.setAttribute("role", "status");
    this.bar = make("progress", { max: 1, value: 0 });
    this.bar.setAttribute("aria-label", say("progress_of", { name: document.title.split(" · ")[0] }));
    this.list = make("ul", { className: "uploads" });
    this.next = make("p", { className: "ask-do", hidden: true });
    this.board = make("section", { hidden: true }, this.bar, this.list);
    this.form.querySelector(".drop").after(this.status, this.next, this.board);
    this.listen(this.form.querySelector("input[type=file]"));
  }

  listen(field) {
    const chosen = () => { const files = [...field.files]; field.value = ""; this.add(files); };
    field.addEventListener("change", chosen);
    if (field.files.length) chosen();       /* somebody was faster than this script */
    document.addEventListener("paste", event => {
      const files = [...event.clipboardData.files];
      if (files.length) { event.preventDefault(); this.add(files); }
    });
    document.addEventListener("dragover", event => { if (over(event)) { event.preventDefault(); this.classList.add("over"); } });
    document.addEventListener("dragleave", event => { if (!event.relatedTarget) this.classList.remove("over"); });
    document.addEventListener("drop", event => {
      if (!over(event)) return;
      event.preventDefault();
      this.classList.remove("over");
      this.add([...event.dataTransfer.files]);
    });
    addEventListener("beforeunload", event => { if (this.jobs.some(job => job.state === "waiting" || job.state === "sending")) event.preventDefault(); });
  }

  add(files) {
    if (!files.length) { this.status.textContent = say("no_picture"); return; }
    const most = +this.dataset.most, room = Math.max(0, most - this.jobs.filter(job => job.state !== "failed").length);
    this.left = files.length > room ? say("too_many", { most, left: files.length - room }) : "";
    for (const file of files.slice(0, room)) this.jobs.push(this.row(file));
    this.board.hidden = !this.jobs.length;
    this.run();
  }

  row(file) {
    const bar = make("progress", { max: 100, value: 0 }), said = make("p", { className: "mini", textContent: say("waiting") });
    bar.setAttribute("aria-label", say("progress_of", { name: file.name }));
    const item = make("li", {}, make("span", { className: "thumb" }), make("div", {}, make("b", { textContent: file.name }), bar, said));
    this.list.append(item);
    const job = { file, item, bar, said, state: "waiting", sent: 0 }, limit = +this.dataset.maxBytes;
    if (file.size > limit) this.end(job, "failed", say("too_big", { size: Math.ceil(file.size / 2 ** 20), most: limit / 2 ** 20 }));
    return job;
  }

  run() {
    const waiting = this.jobs.filter(job => job.state === "waiting");
    const free = AT_ONCE - this.jobs.filter(job => job.state === "sending").length;
    waiting.slice(0, free).forEach(job => this.send(job));
    this.tell();
  }

  send(job) {
    const data = new FormData(), request = new XMLHttpRequest();      /* fetch cannot tell how far an upload is */
    for (const name of ["csrfmiddlewaretoken", "credit", "licence"]) data.set(name, this.form.elements[name].value);
    data.set("picture", job.file);
    Object.assign(job, { state: "sending", sent: 0 });
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      job.bar.value = Math.floor(loaded / total * 100);
      job.sent = job.file.size * loaded / total;
      job.said.textContent = loaded < total ? say("sending", { percent: job.bar.value }) : say("reading");
      this.tell();
    });
    request.addEventListener("load", () => this.answered(job, request.status, request.response));
    request.addEventListener("error", () => this.end(job, "failed", say("failed"), true));
    request.open("POST", this.dataset.to);
    request.send(data);
  }

  answered(job, status, answer) {
    if (answer?.page) this.taken(job, answer);
    else if (answer?.error) this.end(job, "failed", answer.error, status >= 500);
    else this.end(job, "failed", say(status >= 500 ? "failed" : "signed_out"), true);   /* a page instead of an answer: the sign-in */
    this.run();
  }

  taken(job, answer) {
    job.answer = answer;
    this.end(job, answer.new ? "taken" : "known", say(answer.new ? "taken" : "known"));
    job.said.append(answer.new ? "" : ": ", answer.new ? "" : make("a", { href: answer.page, textContent: answer.title }));
    job.item.querySelector(".thumb").replaceChildren(make("img", { src: answer.preview, alt: "", width: 80, height: 60 }));
  }

  end(job, state, sentence, again) {
    Object.assign(job, { state, sent: job.file.size });
    job.bar.value = state === "failed" ? 0 : 100;
    job.item.className = state;
    job.said.textContent = sentence;
    if (!again) return;
    const button = make("button", { type: "button", className: "button quiet-button", textContent: say("again") });
    button.setAttribute("aria-label", say("again_for", { name: job.file.name }));
    button.addEventListener("click", () => this.again(job));
    job.said.append(" ", button);
    this.run();
  }

  async again(job) {
    Object.assign(job, { state: "waiting", sent: 0 });
    job.item.className = "";
    job.said.textContent = say("waiting");
    try {                                   /* after a new sign-in, this page's token is worth nothing any more */
      const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      this.form.elements.csrfmiddlewaretoken.value = page.querySelector("picture-upload [name=csrfmiddlewaretoken]").value;
    } catch { /* then the answer will say so */ }
    this.run();
  }

  tell() {
    const count = state => this.jobs.filter(job => job.state === state).length, all = this.jobs.length;
    const open = count("waiting") + count("sending"), size = this.jobs.reduce((sum, job) => sum + job.file.size, 0);
    this.bar.value = size ? this.jobs.reduce((sum, job) => sum + job.sent, 0) / size : 1;
    const told = open ? say("overall", { done: all - open, all }) : say("ended", { taken: count("taken"), known: count("known"), failed: count("failed") });
    const sentence = [all ? told : "", this.left].filter(Boolean).join(" ");
    if (this.status.textContent !== sentence) this.status.textContent = sentence;
    if (!open) this.goOn();
  }

  goOn() {
    const popup = "popup" in this.dataset, wanted = this.jobs.filter(job => job.state === "taken" || popup && job.state === "known");
    this.next.hidden = !wanted.length;
    if (!wanted.length) return;
    const to = new URL(this.dataset.describe, location.href);
    to.searchParams.set("ids", wanted.map(job => job.answer.id).join(","));
    this.next.replaceChildren(make("a", { href: to, className: "button default", textContent: say(popup ? "use" : wanted.length > 1 ? "describe" : "describe_one") }));
  }
}
customElements.define("picture-upload", PictureUpload);
