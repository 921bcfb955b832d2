// Links marked data-sign-in open the sign-in page in a dialog over the page that is being read; without this they lead to it.
// Tells the document 'signed-in' afterwards; listens for 'sign-in', sent by whatever needs somebody to be signed in.
const marked = () => /(?:^|; )signed_in=1/.test(document.cookie);
const asked = { "X-Requested-With": "XMLHttpRequest" }; // allauth then answers with {html} or {location}
const dialog = document.createElement("dialog");
let address = "";

const here = () => location.pathname + location.search + (location.hash || "#comments");

const become = (link) => {
  // For whoever is signed in, the link in the head of the page leads to their account.
  if (!link.dataset.account) return;
  link.textContent = link.dataset.account;
  link.href = link.dataset.accountHref;
  link.removeAttribute("data-sign-in");
};

const done = () => {
  dialog.close();
  document.querySelectorAll("[data-sign-in]").forEach(become);
  document.dispatchEvent(new Event("signed-in"));
};

const goOn = (target) => {
  const to = new URL(target, location.href);
  if (to.pathname === location.pathname) done();
  else location.assign(to); // a second factor, or an e-mail address to confirm
};

const fill = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  const part = page.querySelector("[data-dialog]");
  if (!part) return location.assign(address);
  for (const sheet of page.querySelectorAll("link[rel=stylesheet]")) {
    if (!document.querySelector(`link[href="${sheet.getAttribute("href")}"]`)) document.head.append(sheet);
  }
  const title = Object.assign(document.createElement("h2"), { id: "sign-in-title", textContent: page.querySelector("h1").textContent });
  const close = Object.assign(document.createElement("button"), { className: "bare close", type: "button", textContent: "×", ariaLabel: part.dataset.close });
  const line = Object.assign(document.createElement("div"), { className: "row top-line" });
  close.addEventListener("click", () => dialog.close());
  line.append(title, close);
  const passkey = part.querySelector("#passkey_login");
  passkey?.replaceWith(Object.assign(document.createElement("a"), { className: passkey.className, href: address, textContent: passkey.textContent }));
  dialog.replaceChildren(line, part);
  dialog.setAttribute("aria-labelledby", title.id);
  if (!dialog.isConnected) document.body.append(dialog);
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector(".faults") ?? dialog.querySelector("input:not([type=hidden])")).focus();
};

const ask = async (options) => {
  try {
    const answer = await fetch(address, { ...options, headers: asked });
    const { location: target, html } = await answer.json();
    if (target) goOn(target);
    else fill(html);
  } catch {
    location.assign(address); // the page itself can say what is wrong
  }
};

const open = (link) => {
  const target = new URL(link ?? "/accounts/login/", location.href);
  if (!target.searchParams.has("next")) target.searchParams.set("next", here());
  address = target.href;
  return ask();
};

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close(); // on the backdrop
});
dialog.addEventListener("submit", (event) => {
  event.preventDefault();
  ask({ method: "POST", body: new FormData(event.target) });
});
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-sign-in]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  open(link.href);
});
document.addEventListener("sign-in", (event) => {
  event.preventDefault();
  open();
});
if (marked()) document.querySelectorAll("[data-sign-in][data-account]").forEach(become);
