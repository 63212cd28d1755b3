import type { PageName } from "../../lib/contract/pages.ts";

/** Where pages may be embedded: nowhere, or by these origins. */
type Embedders = readonly string[];

/**
 * The headers of a page's HTML. The page loads and calls its own host only, and has no inline scripts or styles.
 * https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Content-Security-Policy
 */
export function pageHeaders(page: PageName, portalOrigins: Embedders): Record<string, string> {
  const embedders = page === "portal" ? portalOrigins : [];
  return {
    "content-security-policy": policy(embedders),
    ...(embedders.length === 0 && { "x-frame-options": "DENY" }),
    // Keeps pages that the console opens, or that open it, from reaching its window. A portal may be opened as a pop-up.
    ...(page === "console" && { "cross-origin-opener-policy": "same-origin" }),
    "permissions-policy": UNUSED.map((feature) => `${feature}=()`).join(", "),
    "cache-control": "no-store",
    ...COMMON,
  };
}

/**
 * The headers of files whose names change with their content. The policy is for workers: a worker obeys that of its own
 * file (https://www.w3.org/TR/CSP3/#initialize-global-object-csp). Workers may load scripts, and call nobody.
 */
export const ASSET_HEADERS = {
  "content-security-policy": "default-src 'none'; script-src 'self'",
  "cache-control": "public, max-age=31536000, immutable",
  "cross-origin-resource-policy": "same-origin",
};

/**
 * The headers of the element's script. Any site may load it: browsers load modules of other hosts by CORS only. It comes
 * without cookies, and it is the same for everybody.
 */
export const ELEMENT_HEADERS = {
  "cache-control": "public, max-age=3600",
  "access-control-allow-origin": "*",
  "cross-origin-resource-policy": "cross-origin",
};

/** The headers of every file. A browser that was once here over https comes back over https: custom domains, too. */
export const COMMON = {
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=63072000",
  "x-content-type-options": "nosniff",
};

const policy = (embedders: Embedders): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${embedders.join(" ") || "'none'"}`,
  ].join("; ");

/** Features of browsers that the pages don't use. */
const UNUSED = ["camera", "display-capture", "geolocation", "microphone", "payment", "usb"];
