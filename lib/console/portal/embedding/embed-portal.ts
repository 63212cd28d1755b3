import { embedderMessageIn, type PortalMessage } from "../../element/messages.ts";
import type { Appearance } from "../appearance.ts";
import type { Portal, PortalState } from "../session/open-portal.ts";
import { followHeight } from "./content-height.ts";
import { findEmbedder } from "./embedder.ts";

/** Keeps the page that embeds the portal informed. Does nothing without such a page. */
export function embedPortal({ state }: Portal, appearance: Appearance): void {
  const embedder = findEmbedder();
  if (!embedder) return;
  document.documentElement.dataset.embedded = "";
  embedder.listen((data) => {
    const message = embedderMessageIn(data);
    if (message) appearance.askedByEmbedder(message.theme ?? undefined);
  });
  embedder.tell({ type: "posthorn:opening" });
  let before: PortalState["is"] = "opening";
  const tellState = () => {
    const { is } = state.get();
    const message = is === before ? undefined : messageOf(is);
    before = is;
    if (message) embedder.tell(message);
  };
  state.subscribe(tellState);
  tellState();
  followHeight(document.body, (height) => embedder.tell({ type: "posthorn:height", height }));
}

function messageOf(is: PortalState["is"]): PortalMessage | undefined {
  if (is === "open") return { type: "posthorn:open" };
  if (is === "opening" || is === "failed") return undefined;
  return { type: "posthorn:expired", path: innerPlace() };
}

/** The path inside the portal, with its query string. */
function innerPlace(): string {
  const { pathname, search } = window.location;
  return (pathname.replace(/^\/portal/, "") || "/") + search;
}
