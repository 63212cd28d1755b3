import { createHash } from "node:crypto";
import { Logger } from "@aws-lambda-powertools/logger";
import { describe, expect, it } from "vitest";
import { docsHandler } from "../../../lambdas/docs/handler.ts";
import { openApiDocument } from "../../../lib/api/openapi/document.ts";
import type { DocumentedResource } from "../../../lib/api/openapi/operation-description.ts";
import { docsPage } from "../../../lib/api/openapi/page/page.ts";
import { resources } from "../../../lib/api/openapi/resources.ts";
import { httpRequest } from "../../support/http-request.ts";
import { invocationContext } from "../../support/memory/memory-pipeline.ts";

const document = openApiDocument({ resources, version: "1.2.3" });
const page = docsPage(document);
const handler = docsHandler({ document: "{}", page, logger: new Logger({ logLevel: "SILENT" }) });

const get = (route: string, headers = {}) => handler(httpRequest({ route, headers }), invocationContext());

describe.each(["GET /api/v1/openapi.json", "GET /api/docs"])("%s", (route) => {
  it("needs no key, and may be cached", async () => {
    const { statusCode, headers } = await get(route);
    expect(statusCode).toBe(200);
    expect(headers).toMatchObject({ etag: expect.stringMatching(/^"[^"]+"$/), "cache-control": "public, max-age=300" });
  });

  it.each([
    ["its own tag", (etag: string) => etag, 304],
    ["a weak tag", (etag: string) => `W/${etag}`, 304],
    ["one of several", (etag: string) => `"other", ${etag}`, 304],
    ["any", () => "*", 304],
    ["another tag", () => '"other"', 200],
    ["an empty tag", () => "", 200],
  ])("is sent unless the caller already has it: %s", async (_name, tag, status) => {
    const { headers } = await get(route);
    const { statusCode, body } = await get(route, { "if-none-match": tag(headers.etag ?? "") });
    expect([statusCode, body === ""]).toEqual([status, status === 304]);
  });
});

describe("the page", () => {
  it("shows every operation", () => {
    for (const { operations } of resources) {
      for (const { id, summary } of Object.values(operations)) {
        expect(page).toContain(`id="${id}"`);
        expect(page).toContain(summary.replaceAll('"', "&quot;"));
      }
    }
  });

  it("has no script and no external content, and allows only its own stylesheet", async () => {
    expect(page).not.toMatch(/<script|<link|<img|<iframe| style=| on\w+=|javascript:|https?:\/\/(?!example\.com)/);
    const styles = [...page.matchAll(/<style>([^<]*)<\/style>/g)].map(([, style = ""]) => style);
    const hashes = styles.map((style) => `'sha256-${createHash("sha256").update(style).digest("base64")}'`);
    const { headers } = await get("GET /api/docs");
    expect(headers["content-security-policy"]).toBe(
      `default-src 'none'; style-src ${hashes.join(" ")}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
  });

  it("has a target for every internal link", () => {
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...page.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter((id) => !ids.has(id))).toEqual([]);
  });

  it("escapes what it shows", () => {
    const hostile = '<script>alert("1")</script> & `<b>`';
    const operations: DocumentedResource["operations"] = {
      "GET /x": {
        id: "x",
        summary: hostile,
        text: hostile,
        access: "none",
        answers: { 200: { description: hostile } },
      },
    };
    const resource: DocumentedResource = { tag: hostile, text: hostile, operations };
    const shown = docsPage(openApiDocument({ resources: [resource], version: hostile }));
    expect(shown).not.toMatch(/<script|<b>|alert\("/);
    expect(shown).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; <code>&lt;b&gt;</code>");
  });
});
