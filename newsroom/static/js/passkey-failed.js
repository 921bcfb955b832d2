// Says above the form that a passkey did not work, where allauth's script would tell the console alone.
const failed = document.getElementById("passkey-failed");

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelector("main h1")?.after(failed);
  failed.hidden = true; // said anew each time
  requestAnimationFrame(() => {
    failed.hidden = false;
    failed.scrollIntoView({ block: "center" });
  });
});
