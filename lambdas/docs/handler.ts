import { createHash } from "node:crypto";
import type { Logger } from "@aws-lambda-powertools/logger";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import type { Route } from "../../lib/api/http/guards.ts";
import { STYLE } from "../../lib/api/openapi/page/style.ts";
import type { DocsRoute } from "../../lib/api/routes.ts";

export interface DocsPorts {
  /** The OpenAPI document, as JSON text. */
  document: string;
  /** The page that shows it. */
  page: string;
  logger: Logger;
}

/** Serves the description of the API to anyone. */
export function docsHandler({ document, page, logger }: DocsPorts) {
  const routes: Record<DocsRoute, Route> = {
    "GET /api/v1/openapi.json": serving(document, { "content-type": "application/json" }),
    "GET /api/docs": serving(page, { "content-type": "text/html; charset=utf-8", ...PAGE_HEADERS }),
  };
  return httpFunction(routes, logger);
}

/** Answers with a text that never changes, or, to a caller that has it, that it did not. */
function serving(body: string, own: Record<string, string>): Route {
  const etag = `"${digest(body).slice(0, 27)}"`;
  const headers = { ...own, etag, "cache-control": "public, max-age=300", "x-content-type-options": "nosniff" };
  return async function serve({ headers: { "if-none-match": known = "" } }) {
    const unchanged = known.split(/\s*,\s*/).some((tag) => tag === "*" || tag.replace(/^W\//, "") === etag);
    return unchanged ? { statusCode: 304, headers, body: "" } : { statusCode: 200, headers, body };
  };
}

const digest = (text: string): string => createHash("sha256").update(text).digest("base64");

/** The page has one stylesheet, and nothing else that a browser would load or run. */
const PAGE_HEADERS = {
  "content-security-policy": [
    "default-src 'none'",
    `style-src 'sha256-${digest(STYLE)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "referrer-policy": "no-referrer",
};
