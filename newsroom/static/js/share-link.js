// <share-link>: a button that hands the page's address to the device's sharing, or copies it. Without this, nothing.
customElements.define("share-link", class extends HTMLElement {
  connectedCallback() {
    const button = Object.assign(document.createElement("button"), {
      className: "bare", type: "button", textContent: this.getAttribute("label"),
    });
    button.addEventListener("click", async () => {
      const url = this.getAttribute("href");
      try {
        if (matchMedia("(pointer: coarse)").matches && navigator.share) await navigator.share({ url });
        else {
          await navigator.clipboard.writeText(url);
          button.textContent = this.getAttribute("done");
          setTimeout(() => { button.textContent = this.getAttribute("label"); }, 2000);
        }
      } catch { /* the reader closed the sheet, or the device allows no copying */ }
    });
    this.replaceChildren(button);
    this.role = "status";
  }
});
