import { describe, expect, it } from "vitest";
import { ADMIN, memoryApiWithTenant } from "../../support/memory/memory-api.ts";
import { PIXEL } from "../../support/pixel.ts";
import { chunkTypes, pngChunk, pngOf } from "../../support/png.ts";
import { portalTokens } from "../../support/portal-token.ts";

const READ = "GET /api/v1/tenants/{id}/portal-branding";
const CHANGE = "PATCH /api/v1/tenants/{id}/portal-branding";
const READ_OPERATORS = "GET /api/v1/portal-branding";
const CHANGE_OPERATORS = "PATCH /api/v1/portal-branding";
const LOGO = "GET /api/v1/portal/logos/{id}";

async function branded() {
  const api = await memoryApiWithTenant();
  const { call, key } = api;
  return {
    ...api,
    change: (body: unknown, more: object = {}) => call(CHANGE, { key, id: "acme", body, ...more }),
    read: async () => (await call(READ, { key, id: "acme" })).body,
    operators: (body: object) => call(CHANGE_OPERATORS, { key: ADMIN, body }),
    logo: async (url: string) => call(LOGO, { id: url.split("/").at(-1) }),
    session: async (fields: object = {}) => (await portalTokens(call, key, fields)).session as Record<string, unknown>,
  };
}

describe("a tenant's branding", () => {
  it("is empty at first, and keeps what a change leaves out", async () => {
    const { change, read } = await branded();
    expect(await read()).toEqual({});
    expect((await change({ accent: "#0A6A5C" })).body).toMatchObject({ accent: "#0A6A5C" });
    expect((await change({ theme: "dark" })).body).toMatchObject({ accent: "#0A6A5C", theme: "dark" });
    expect((await change({ accent: null })).body).toEqual({ theme: "dark" });
    expect(await read()).toEqual({ theme: "dark" });
  });

  it("shows the colours that follow from its accent", async () => {
    const { change } = await branded();
    const { palette } = (await change({ accent: "#ffd400" })).body;
    expect(palette.light).toEqual({ accent: "#816a02", accentStrong: "#6a5700", onAccent: "#ffffff" });
    expect(palette.dark.accent).toBe("#ffd400");
  });

  it("has a logo that anybody can read by its URL, written anew", async () => {
    const { change, logo } = await branded();
    const file = pngOf({ width: 120, height: 32, extra: [pngChunk("tEXt", Buffer.from("Author\0Ann"))] });
    const { status, body } = await change({ logo: { png: file.toString("base64") } });
    expect([status, body.logo]).toEqual([200, { url: expect.stringMatching(URL_FORM), width: 120, height: 32 }]);
    const served = await logo(body.logo.url);
    expect([served.status, served.headers]).toMatchObject([
      200,
      {
        "content-type": "image/png",
        "x-content-type-options": "nosniff",
        "content-security-policy": "default-src 'none'; sandbox",
        "cross-origin-resource-policy": "same-origin",
        "cache-control": "public, max-age=86400, immutable",
      },
    ]);
    expect(chunkTypes(Buffer.from(served.text, "base64"))).toEqual(["IHDR", "IDAT", "IEND"]);
  });

  it("has another URL for another logo, and none for one that is gone", async () => {
    const { change, logo } = await branded();
    const first = (await change({ logo: { png: PIXEL } })).body.logo.url;
    const second = (await change({ logo: { png: PIXEL } })).body.logo.url;
    expect(second).not.toBe(first);
    expect([(await logo(first)).status, (await logo(second)).status]).toEqual([404, 200]);
    expect((await change({ accent: "#ff0000" })).body.logo.url).toBe(second);
    expect((await change({ logo: null })).body).not.toHaveProperty("logo");
    expect((await logo(second)).status).toBe(404);
  });

  it.each<[fields: unknown, path: string, message: string]>([
    [{ accent: "red" }, "/accent", "must be a colour such as #0a6a5c"],
    [{ accent: "#0a6a5c; background: url(//evil)" }, "/accent", "must be a colour such as #0a6a5c"],
    [{ accent: "#0a6a5c80" }, "/accent", "must be a colour such as #0a6a5c"],
    [{ theme: "pink" }, "/theme", "must be light, dark or system"],
    [{ logo: { png: "data:image/png;base64,AAAA" } }, "/logo/png", "must be a PNG as base64, without line breaks"],
    [{ logo: { png: Buffer.from("<svg/>").toString("base64") } }, "/logo/png", "must be a PNG"],
    [{ logo: { png: "A".repeat(50_000) } }, "/logo/png", "must be at most 42668 characters"],
    [{ logo: { url: "https://evil.example/x.png" } }, "/logo/png", "is required"],
    [{ css: "body{}" }, "", "Unrecognized"],
  ])("refuses %j, and changes nothing", async (fields, path, message) => {
    const { change, read } = await branded();
    await change({ theme: "light" });
    const { status, body } = await change(fields);
    expect(status).toBe(422);
    if (path) expect(body.errors).toContainEqual({ path, message: expect.stringContaining(message) });
    expect(await read()).toEqual({ theme: "light" });
  });

  it("is the tenant's own and the operator's to change, and nobody else's", async () => {
    const { call, change, otherKey, key } = await branded();
    expect((await change({ theme: "dark" }, { key: ADMIN })).status).toBe(200);
    expect((await change({ theme: "dark" }, { key: otherKey })).status).toBe(403);
    expect((await change({ theme: "dark" }, { key: ADMIN, id: "nobody" })).status).toBe(404);
    const create = { key: ADMIN, id: "acme", body: { role: "read" } };
    const reader = (await call("POST /api/v1/tenants/{id}/api-keys", create)).body.key;
    expect((await change({ theme: "dark" }, { key: reader })).status).toBe(403);
    expect((await call(READ, { key: reader, id: "acme" })).status).toBe(200);
    expect((await call(READ, { key: otherKey, id: "acme" })).status).toBe(403);
    const { accessToken } = await portalTokens(call, key, { capabilities: ["view", "manage"] });
    expect((await change({ theme: "dark" }, { key: accessToken })).status).toBe(403);
    expect((await call(READ_OPERATORS, { key })).status).toBe(403);
    expect((await call(CHANGE_OPERATORS, { key, body: {} })).status).toBe(403);
  });

  it("loses no change to another one at the same time", async () => {
    const { change, read } = await branded();
    const all = await Promise.all([change({ theme: "dark" }), change({ accent: "#ff0000" })]);
    expect(all.map(({ status }) => status)).toEqual([200, 200]);
    expect(await read()).toMatchObject({ theme: "dark", accent: "#ff0000" });
  });
});

describe("the look of a session", () => {
  it("is what the link says, else the tenant's branding, else the operator's", async () => {
    const { change, operators, session } = await branded();
    expect(await session()).not.toHaveProperty("palette");
    const { logo } = (await operators({ accent: "#0000ff", theme: "dark", logo: { png: PIXEL } })).body;
    expect(await session()).toMatchObject({ accent: "#0000ff", theme: "dark", logo });
    const { palette } = (await change({ accent: "#ff0000" })).body;
    expect(await session()).toMatchObject({ accent: "#ff0000", palette, theme: "dark", logo });
    expect(await session({ accent: "#00ff00", theme: "light" })).toMatchObject({
      accent: "#00ff00",
      theme: "light",
      logo,
    });
  });

  it("is the same for each way to read the session", async () => {
    const { call, key, change } = await branded();
    await change({ accent: "#ff0000" });
    const tokens = await portalTokens(call, key, {});
    const read = (await call("GET /api/v1/portal/session", { key: tokens.accessToken })).body;
    const body = { refreshToken: tokens.refreshToken };
    const refreshed = (await call("POST /api/v1/portal/refresh", { body })).body;
    expect([read, refreshed.session]).toEqual([tokens.session, tokens.session]);
    expect(read).toMatchObject({ accent: "#ff0000" });
  });
});

it.each(["nothing", "0".repeat(32), "..", "0".repeat(31), `${"0".repeat(32)}\n`])("there is no logo %j", async (id) => {
  const { call } = await branded();
  expect((await call(LOGO, { id })).status).toBe(404);
});

const URL_FORM = /^https:\/\/api\.example\.com\/api\/v1\/portal\/logos\/[0-9a-f]{32}$/;
