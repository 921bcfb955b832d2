/* <preview-frame>: in the framed page, links within the page work; all others open beside it, as its <base> says. */
class PreviewFrame extends HTMLElement {
  connectedCallback() {
    this.frame = this.querySelector("iframe");
    if (matchMedia("(max-width: 700px)").matches) document.getElementById("width-phone").checked = true;
    this.frame.addEventListener("load", () => this.settle());
    this.settle();
  }

  settle() {
    const page = this.frame.contentDocument, here = page?.location.href.split("#")[0];
    for (const link of page?.querySelectorAll("a[href]") || []) if (link.href.split("#")[0] === here && link.hash) link.target = "_self";
  }
}
customElements.define("preview-frame", PreviewFrame);
