// Recommending in place, and the way to change one's own comments. Without this, links lead to pages with buttons.
const thread = document.querySelector(".comments");
const ask = async (url, options) => {
  const answer = await fetch(url, { ...options, headers: { Accept: "application/json", ...options?.headers } });
  return { ok: answer.ok, ...(await answer.json()) };
};
const linkOf = (id) => thread.querySelector(`a[data-recommend="${id}"]`);

function mark(link, on) {
  link.dataset.on = on ? "1" : "";
  link.querySelector("[data-words]").textContent = thread.dataset[on ? "recommended" : "recommend"];
}

let me = {};

function personal() {
  for (const id of me.recommended ?? []) if (linkOf(id)) mark(linkOf(id), true);
  for (const id of me.own ?? []) {
    const link = linkOf(id);
    if (!link) continue;
    link.href = link.href.replace(/recommend\/$/, "");
    link.textContent = thread.dataset.change;
    delete link.dataset.recommend; // nobody recommends or reports themselves
    link.parentElement.querySelector(".end")?.remove();
  }
  for (const id of me.muted ?? []) fold(document.getElementById(`comment-${id}`));
  if (me.signed_in) thread.querySelectorAll("a[data-recommend]:not([data-mutable])").forEach(offerMuting);
}

// What somebody says whom one has muted waits behind a line that opens it.
function fold(comment) {
  const says = comment?.querySelector(":scope > .says");
  if (!says) return;
  const folded = document.createElement("details");
  folded.append(Object.assign(document.createElement("summary"), { textContent: thread.dataset.muted }));
  says.replaceWith(folded);
  folded.append(says);
}

function offerMuting(link) {
  link.dataset.mutable = "";
  if (link.closest(".comment")?.querySelector(":scope > details")) return;
  const mute = Object.assign(document.createElement("a"), { href: link.href.replace(/recommend\/$/, "mute/"), textContent: thread.dataset.mute });
  const name = Object.assign(document.createElement("span"), { className: "unseen", textContent: ` ${link.closest(".comment").querySelector(".who").textContent}` });
  mute.append(name);
  link.parentElement.append(" ", mute);
}

document.addEventListener("me", ({ detail }) => {
  me = detail;
  personal();
});
document.addEventListener("comments-added", async () => {
  if (!me.signed_in) return;
  const page = thread.querySelector("new-comments").dataset.from.replace(/comments\/new\/.*/, "");
  me = await ask(`/me?page=${encodeURIComponent(page)}`).catch(() => me); // some may be by readers one has muted
  personal();
});

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[data-recommend]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || !/(?:^|; )signed_in=1/.test(document.cookie)) return;
  event.preventDefault();
  try {
    const { token } = await ask("/me");
    const on = link.dataset.on ? 0 : 1;
    const told = await ask(link.href, { method: "POST", headers: { "X-CSRFToken": token ?? "" }, body: new URLSearchParams({ on }) });
    if (!told.ok) throw new Error(told.error);
    mark(link, told.on);
    link.querySelector("b").textContent = told.count || "";
    thread.querySelector("[data-told]").textContent = link.textContent;
  } catch {
    location.assign(link.href); // where it says what is the matter, and there is a button
  }
});
