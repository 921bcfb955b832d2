// A link to a video or a sound plays where it stands, once it is pressed. Until then nothing is asked of its host.
const hosts = document.querySelector("[data-players]")?.dataset.players.split(" ") || [];

document.addEventListener("click", event => {
  const link = event.target.closest("a[data-player]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (link.closest(".embed").previousElementSibling?.matches("iframe")) return;   /* it plays already */
  const address = new URL(link.dataset.player);
  if (address.protocol !== "https:" || !hosts.includes(address.host)) return;
  event.preventDefault();
  address.searchParams.set("autoplay", "1");
  const frame = Object.assign(document.createElement("iframe"), {
    src: address.href, title: link.textContent, allow: "autoplay; fullscreen", allowFullscreen: true,
    referrerPolicy: "strict-origin-when-cross-origin",
  });
  link.closest(".embed").before(frame);   /* the link stays below, for those who would rather go there */
  frame.focus();
});
