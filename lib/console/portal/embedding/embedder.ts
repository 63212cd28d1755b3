import type { PortalMessage } from "../../element/messages.ts";

/** The page that shows the portal in a frame. */
export interface Embedder {
  tell(message: PortalMessage): void;
  /** Follows what the embedding page says. Messages of any other window or origin are ignored. */
  listen(listener: (data: unknown) => void): void;
}

/**
 * The page around this one, if its origin is one that may embed the portal: the HTML lists them. The browser delivers a
 * message only if the page still has this origin.
 */
export function findEmbedder(): Embedder | undefined {
  if (window.parent === window) return undefined;
  const origin = allowedOrigins().find((one) => one === parentOrigin());
  if (origin === undefined) return undefined;
  return {
    tell: (message) => window.parent.postMessage(message, origin),
    listen: (listener) =>
      window.addEventListener("message", (event) => {
        if (event.source === window.parent && event.origin === origin) listener(event.data);
      }),
  };
}

const allowedOrigins = (): string[] =>
  document.querySelector<HTMLMetaElement>('meta[name="embedders"]')?.content.split(" ").filter(Boolean) ?? [];

/** Firefox has no `ancestorOrigins`. There, the element makes the frame's first request name the page's origin. */
function parentOrigin(): string | undefined {
  const [nearest] = window.location.ancestorOrigins ?? [];
  return nearest ?? (URL.canParse(document.referrer) ? new URL(document.referrer).origin : undefined);
}
