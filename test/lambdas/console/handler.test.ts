import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { Logger } from "@aws-lambda-powertools/logger";
import { describe, expect, it } from "vitest";
import type { BuiltPage } from "../../../lambdas/console/built-page.ts";
import { consoleHandler } from "../../../lambdas/console/handler.ts";
import { httpRequest } from "../../support/http-request.ts";
import { invocationContext } from "../../support/memory/memory-pipeline.ts";

const file = (type: string, text: string) => ({
  type,
  identity: Buffer.from(text),
  br: Buffer.from(`br of ${text}`),
  gzip: Buffer.from(`gzip of ${text}`),
});

const pageNamed = (name: string, html = `<p>${name}</p>`): BuiltPage =>
  new Map([
    ["index.html", file("text/html; charset=utf-8", html)],
    ["element.js", file("text/javascript; charset=utf-8", `element of ${name}`)],
    ["assets/index-1a2b.js", file("text/javascript; charset=utf-8", `"${name}"`)],
    ["licenses.md", file("text/plain; charset=utf-8", "licences")],
  ]);

const WITH_PLACE = '<meta name="embedders" content=""><p>portal</p>';

const served = (portalOrigins: string[] = []) =>
  consoleHandler({
    pages: { portal: pageNamed("portal", portalOrigins[0] && WITH_PLACE), console: pageNamed("console") },
    portalOrigins,
    logger: new Logger({ logLevel: "SILENT" }),
  });

/** Sends a request for a path, as API Gateway passes it on by one of the page's routes. */
async function get(path: string, headers: Record<string, string> = {}, handler = served()) {
  const [, page = "", rest] = path.split("/");
  const route = rest === undefined ? `GET /${page}` : `GET /${page}/{proxy+}`;
  const event = { ...httpRequest({ route, headers }), rawPath: path };
  const { statusCode, headers: sent, body, isBase64Encoded } = await handler(event, invocationContext());
  return { status: statusCode, headers: sent, text: isBase64Encoded ? Buffer.from(body, "base64").toString() : body };
}

describe("a page", () => {
  it.each([
    ["/portal", "portal"],
    ["/portal/", "portal"],
    ["/portal/endpoints/sub_1", "portal"],
    ["/console", "console"],
    ["/console/tenants/acme.inc", "console"],
    ["/console/../portal/assets", "console"],
  ])("is shown at %s", async (path, name) => {
    const { status, headers, text } = await get(path);
    expect([status, text]).toEqual([200, `<p>${name}</p>`]);
    expect(headers).toMatchObject({ "content-type": "text/html; charset=utf-8", "cache-control": "no-store" });
  });

  it.each([
    ["/portal/assets/index-9z9z.js", "a file that a newer build has, or an older one had"],
    ["/portal/assets/", "a folder"],
    ["/portal/assets/../index.html", "a path that leads out of the folder"],
    ["/portal/assets/constructor", "a name that every object has"],
  ])("is not shown at %s: %s", async (path) => {
    const { status, headers } = await get(path);
    expect(status).toBe(404);
    expect(headers).toMatchObject({ "content-type": "application/problem+json", "cache-control": "no-store" });
  });

  it("has the notices of the licences beside it", async () => {
    expect(await get("/portal/licenses.md")).toMatchObject({ status: 200, text: "licences" });
  });

  it("is where the root of the console's host leads to", async () => {
    const answer = await served()(httpRequest({ route: "GET /" }), invocationContext());
    expect(answer).toMatchObject({ statusCode: 302, headers: { location: "/console/" } });
  });
});

describe("an asset", () => {
  it("may be kept for ever", async () => {
    const { headers, text } = await get("/portal/assets/index-1a2b.js");
    expect(text).toBe('"portal"');
    expect(headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "cache-control": "public, max-age=31536000, immutable",
      "x-content-type-options": "nosniff",
    });
  });

  it.each([
    ["gzip, deflate, br, zstd", "br"],
    ["gzip", "gzip"],
    ["GZIP;q=0.5", "gzip"],
    ["br;q=0, gzip", "gzip"],
    ["br;q=0.000", undefined],
    ["identity", undefined],
    ["brotli", undefined],
    ["", undefined],
  ])("is compressed for a browser that accepts it: %s", async (accepted, encoding) => {
    const { headers, text } = await get("/console/assets/index-1a2b.js", { "accept-encoding": accepted });
    expect(text).toBe(encoding ? `${encoding} of "console"` : '"console"');
    expect(headers).toMatchObject({ vary: "accept-encoding" });
    expect(headers["content-encoding"]).toBe(encoding);
  });
});

describe("the headers of a page", () => {
  const frameAncestors = (policy = "") => /frame-ancestors ([^;]+)$/.exec(policy)?.[1];

  it("let it load and call its own host only", async () => {
    const { headers } = await get("/portal/");
    expect(headers["content-security-policy"]).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
    expect(headers).toMatchObject({ "referrer-policy": "no-referrer", "x-content-type-options": "nosniff" });
  });

  it("let only the operator's origins embed the portal", async () => {
    const { headers } = await get("/portal/", {}, served(["https://a.example", "http://localhost:3000"]));
    expect(frameAncestors(headers["content-security-policy"])).toBe("https://a.example http://localhost:3000");
    expect(headers["x-frame-options"]).toBeUndefined();
    expect((await get("/portal/")).headers["x-frame-options"]).toBe("DENY");
  });

  it("let nobody embed the console", async () => {
    const { headers } = await get("/console/", {}, served(["https://a.example"]));
    expect(frameAncestors(headers["content-security-policy"])).toBe("'none'");
    expect(headers).toMatchObject({ "x-frame-options": "DENY", "cross-origin-opener-policy": "same-origin" });
  });
});

describe("the portal's HTML", () => {
  const ORIGINS = ["https://a.example", "https://b.example"];

  it.each([
    ["br", brotliDecompressSync],
    ["gzip", gunzipSync],
    ["identity", (bytes: Buffer) => bytes],
  ])("names the origins that may embed it, also as %s", async (encoding, decode) => {
    const event = {
      ...httpRequest({ route: "GET /portal", headers: { "accept-encoding": encoding } }),
      rawPath: "/portal",
    };
    const { body } = await served(ORIGINS)(event, invocationContext());
    const html = decode(Buffer.from(body, "base64")).toString();
    expect(html).toBe(WITH_PLACE.replace('""', '"https://a.example https://b.example"'));
  });

  it("must have a place for them", () => {
    const pages = { portal: pageNamed("portal"), console: pageNamed("console") };
    const logger = new Logger({ logLevel: "SILENT" });
    expect(() => consoleHandler({ pages, portalOrigins: ORIGINS, logger })).toThrow("no place");
  });
});

describe("the element's script", () => {
  it("may be loaded by any site, and kept for an hour", async () => {
    const { status, headers, text } = await get("/portal/element.js");
    expect([status, text]).toEqual([200, "element of portal"]);
    expect(headers).toMatchObject({
      "content-type": "text/javascript; charset=utf-8",
      "access-control-allow-origin": "*",
      "cross-origin-resource-policy": "cross-origin",
      "cache-control": "public, max-age=3600",
      "x-content-type-options": "nosniff",
    });
  });

  it("is the only file that other sites may load", async () => {
    for (const path of ["/portal/", "/portal/assets/index-1a2b.js", "/console/element.js"]) {
      expect((await get(path)).headers, path).not.toHaveProperty("access-control-allow-origin");
    }
  });
});
