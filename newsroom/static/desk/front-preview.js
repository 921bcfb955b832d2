/* Beside the front page's form: a moment after a change the preview shows it. Without a script its button does. */
const form = document.querySelector(".front-form form"), button = form.querySelector("[formtarget]");
let timer;

form.addEventListener("change", () => {
  clearTimeout(timer);
  timer = setTimeout(() => form.requestSubmit(button), 300);
});
