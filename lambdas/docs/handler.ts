import { createHash } from "node:crypto";
import type { Logger } from "@aws-lambda-powertools/logger";
import { documentationRoutes } from "../../lib/api/documentation/documentation-routes.ts";
import type { ServedBy } from "../../lib/api/functions.ts";
import { httpFunction } from "../../lib/api/http/dispatch.ts";
import type { OperationOf } from "../../lib/api/http/endpoint.ts";
import { anyone } from "../../lib/api/http/guards.ts";
import { serveWithoutInputs } from "../../lib/api/http/serve.ts";
import { STYLE } from "../../lib/api/openapi/page/style.ts";

export interface DocsPorts {
  /** The OpenAPI document, as JSON text. */
  document: string;
  /** The HTML page that shows the document. */
  page: string;
  logger: Logger;
}

/** Serves the API's documentation. Callers need no key. */
export const docsHandler = ({ document, page, logger }: DocsPorts) =>
  httpFunction<ServedBy["docs"]>(
    { guards: { none: anyone }, logger },
    serveWithoutInputs(documentationRoutes, {
      readOpenApi: serving(document, { "content-type": "application/json" }),
      readDocs: serving(page, { "content-type": "text/html; charset=utf-8", ...PAGE_HEADERS }),
    }),
  );

/** Answers with a constant text, or with 304 if the caller already has it. */
function serving(
  body: string,
  own: Record<string, string>,
): OperationOf<(typeof documentationRoutes)[keyof typeof documentationRoutes]> {
  const etag = `"${digest(body).slice(0, 27)}"`;
  const headers = { ...own, etag, "cache-control": "public, max-age=300", "x-content-type-options": "nosniff" };
  return async function serveText({ header }) {
    const known = header("if-none-match")?.split(/\s*,\s*/);
    const unchanged = known?.some((tag) => ["*", etag, `W/${etag}`].includes(tag));
    return { statusCode: unchanged ? 304 : 200, headers, body: unchanged ? "" : body };
  };
}

const digest = (text: string): string => createHash("sha256").update(text).digest("base64");

/** The page has one stylesheet. Browsers must not load or run anything else. */
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
