/* <focal-point>: a click on the picture, or the arrow keys, write the two number fields, which stay the truth; the cuts follow. */
import { say } from "./words.js";

const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const make = (tag, props = {}) => Object.assign(document.createElement(tag), props);
const within = n => Math.min(100, Math.max(0, Math.round(n)));

class FocalPoint extends HTMLElement {
  connectedCallback() {
    this.fields = ["id_focal_x", "id_focal_y"].map(id => document.getElementById(id));
    this.surface = this.querySelector(".surface");
    if (this.mark || this.fields.includes(null)) return;              /* who may only look has no fields */
    this.picture = this.surface.querySelector("img");
    this.picture.draggable = false;
    this.mark = make("span", { className: "mark" });
    this.live = make("p", { className: "visually-hidden" });
    this.live.setAttribute("aria-live", "polite");
    const help = make("p", { className: "mini", id: "focal-help", textContent: say("help") });
    this.surface.append(this.mark);
    this.surface.after(help, this.live);
    this.surface.tabIndex = 0;
    this.surface.setAttribute("role", "application");                 /* so that a screen reader leaves us the arrow keys */
    this.surface.setAttribute("aria-describedby", "focal-help");
    this.surface.addEventListener("keydown", event => this.key(event));
    this.surface.addEventListener("pointerdown", event => this.press(event));
    this.surface.addEventListener("pointermove", event => this.surface.hasPointerCapture(event.pointerId) && this.point(event));
    this.surface.addEventListener("pointerup", () => this.say());
    for (const field of this.fields) field.addEventListener("input", () => this.show());
    this.saved = this.at.join();
    this.show();
  }

  get at() { return this.fields.map(field => within(+field.value || 0)); }

  move(x, y) {
    [x, y].forEach((value, i) => {
      if (+this.fields[i].value === within(value)) return;
      this.fields[i].value = within(value);
      this.fields[i].dispatchEvent(new Event("change", { bubbles: true }));
    });
    this.show();
  }

  key(event) {
    const step = STEPS[event.key], by = event.shiftKey ? 10 : 1, [x, y] = this.at;
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.move(x + step[0] * by, y + step[1] * by);
    this.say();
  }

  press(event) {
    if (event.button) return;
    event.preventDefault();                                           /* no dragging of the picture itself */
    this.surface.focus({ preventScroll: true });
    this.surface.setPointerCapture(event.pointerId);
    this.point(event);
  }

  point({ clientX, clientY }) {
    const box = this.picture.getBoundingClientRect();
    this.move((clientX - box.left) / box.width * 100, (clientY - box.top) / box.height * 100);
  }

  say() { this.live.textContent = say("at", { x: this.at[0], y: this.at[1] }); }

  show() {
    const [x, y] = this.at;
    this.mark.style.left = `${x}%`;
    this.mark.style.top = `${y}%`;
    this.surface.setAttribute("aria-label", say("at", { x, y }));
    if (this.at.join() !== this.saved) this.cut(`${x}% ${y}%`);
  }

  /* object-position means the same as the cut on the server: per cent of what is left over on each side. */
  cut(position) {
    this.saved = "";
    for (const figure of this.querySelectorAll(".crops figure")) {
      let whole = figure.querySelector("img.whole");
      if (!whole) figure.querySelector("picture").replaceWith(whole = make("img", { className: "whole", src: this.picture.currentSrc, alt: "" }));
      whole.style.objectPosition = position;
    }
  }
}
customElements.define("focal-point", FocalPoint);
