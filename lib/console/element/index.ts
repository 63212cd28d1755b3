import { PosthornPortal } from "./posthorn-portal.ts";

export { PosthornPortal, type RefreshPortal } from "./posthorn-portal.ts";

declare global {
  interface HTMLElementTagNameMap {
    "posthorn-portal": PosthornPortal;
  }
}

if (typeof customElements !== "undefined" && !customElements.get("posthorn-portal")) {
  customElements.define("posthorn-portal", PosthornPortal);
}
