import { describe, expect, it } from "vitest";
import { ADMIN, AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";
import { portalTokens } from "../../support/portal-token.ts";

const LINKS = "POST /api/v1/tenants/{id}/portal-links";
const SESSIONS = "DELETE /api/v1/tenants/{id}/portal-sessions";
const EXCHANGE = "POST /api/v1/portal/exchange";
const REFRESH = "POST /api/v1/portal/refresh";
const SESSION = "GET /api/v1/portal/session";
const LIST = "GET /api/v1/subscriptions";
const MINUTE_MS = 60_000;

async function portal() {
  let nowMs = Date.parse(AT);
  const api = await memoryApiWithTenant("manage", { now: () => nowMs });
  const { call, key } = api;
  return {
    ...api,
    passes(ms: number) {
      nowMs += ms;
    },
    link: (fields: object = {}, more: object = {}) =>
      call(LINKS, { key, id: "acme", body: { capabilities: ["view"], ...fields }, ...more }),
    open: (fields: object = {}) => portalTokens(call, key, fields),
    session: async (token: string) => (await call(SESSION, { key: token })).status,
  };
}

const codeIn = (url: string): string => url.split("#code=")[1] ?? "";

describe("a link to the portal", () => {
  it("has a code in its fragment, and says when the session is over", async () => {
    const { link } = await portal();
    const { status, body } = await link({ expiresInSeconds: 600 });
    expect([status, body.expiresAt]).toEqual([201, "2026-01-01T00:10:00.000Z"]);
    expect(body.url).toMatch(/^https:\/\/api\.example\.com\/portal\/#code=phc_acme-p[0-9a-f]{16}_[0-9a-f]{64}$/);
  });

  it("starts a session with what the link says", async () => {
    const { open } = await portal();
    const fields = {
      capabilities: ["view", "manage", "view"],
      scope: { metadata: { agent: "a" } },
      actor: "ann@example.com",
      theme: "dark",
      locale: "pt-BR",
      next: "/endpoints/sub_1?tab=deliveries",
      refreshUrl: "https://app.example.com/webhooks",
    };
    const { session } = await open(fields);
    const times = { createdAt: AT, expiresAt: "2026-01-01T01:00:00.000Z" };
    expect(session).toMatchObject({ ...fields, capabilities: ["view", "manage"], tenantId: "acme", ...times });
  });

  it("is made by the operator for any tenant, and by a tenant's key for its own", async () => {
    const { link, otherKey } = await portal();
    expect((await link({}, { key: ADMIN })).status).toBe(201);
    expect((await link({}, { key: otherKey })).status).toBe(403);
    expect((await link({}, { key: ADMIN, id: "nobody" })).status).toBe(404);
  });

  it("is not made by a key that may only read, nor by a portal token", async () => {
    const { call, link, open } = await portal();
    const create = { key: ADMIN, id: "acme", body: { role: "read" } };
    const { key } = (await call("POST /api/v1/tenants/{id}/api-keys", create)).body;
    expect((await link({}, { key })).status).toBe(403);
    const { accessToken } = await open({ capabilities: ["view", "manage"] });
    expect((await link({}, { key: accessToken })).status).toBe(403);
  });

  it.each<[fields: object, path: string]>([
    [{ capabilities: [] }, "/capabilities"],
    [{ capabilities: ["view", "rule"] }, "/capabilities/1"],
    [{ expiresInSeconds: 86_401 }, "/expiresInSeconds"],
    [{ expiresInSeconds: 0 }, "/expiresInSeconds"],
    [{ scope: { metadata: {} } }, "/scope/metadata"],
    [{ scope: { metadata: { agent: 1 } } }, "/scope/metadata/agent"],
    [{ actor: "" }, "/actor"],
    [{ theme: "pink" }, "/theme"],
    [{ locale: "e" }, "/locale"],
    ...[
      "endpoints",
      "//evil.example",
      "https://evil.example/",
      "/\\evil.example",
      "/a/../../api/docs",
      "/a/%2E%2e/b",
      "/./a",
      "/a b",
      "/a#b",
      "javascript:alert(1)",
      "/\u0000",
    ].map((next): [object, string] => [{ next }, "/next"]),
    ...[
      "http://app.example.com/",
      "https://evil.example/",
      "https://app.example.com.evil.example/",
      "https://app.example.com@evil.example/",
      "https://user@app.example.com/",
      "javascript:alert(1)",
      "/webhooks",
    ].map((refreshUrl): [object, string] => [{ refreshUrl }, "/refreshUrl"]),
  ])("is refused with %j", async (fields, path) => {
    const { link, world } = await portal();
    const { status, body } = await link(fields);
    expect([status, body.errors[0].path]).toEqual([422, path]);
    expect(world.portalSessions.values()).toEqual([]);
  });
});

describe("a code", () => {
  it("works once", async () => {
    const { call, open } = await portal();
    const { code } = await open();
    const { status, body } = await call(EXCHANGE, { body: { code } });
    expect([status, body.code]).toEqual([401, "code-expired"]);
  });

  it("works for five minutes", async () => {
    const { call, link, passes } = await portal();
    const [a, b] = [codeIn((await link()).body.url), codeIn((await link()).body.url)];
    passes(5 * MINUTE_MS - 1);
    expect((await call(EXCHANGE, { body: { code: a } })).status).toBe(200);
    passes(1);
    expect((await call(EXCHANGE, { body: { code: b } })).status).toBe(401);
  });

  it("gets the same answer whether it is unknown, used, expired or another kind of token", async () => {
    const { call, open, link, passes, key } = await portal();
    const { code, accessToken, refreshToken } = await open();
    const late = codeIn((await link()).body.url);
    passes(5 * MINUTE_MS);
    const wrong = `${code.slice(0, -4)}0000`;
    const answers = await Promise.all(
      [code, late, wrong, accessToken, refreshToken, key, "", "💌"].map((one) =>
        call(EXCHANGE, { body: { code: one } }),
      ),
    );
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.body.code).toBe("code-expired");
  });

  it("is won by one of two requests at the same time", async () => {
    const { call, link } = await portal();
    const code = codeIn((await link()).body.url);
    const answers = await Promise.all([1, 2, 3].map(() => call(EXCHANGE, { body: { code } })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
  });

  it("is no bearer token", async () => {
    const { link, session } = await portal();
    expect(await session(codeIn((await link()).body.url))).toBe(401);
  });
});

describe("a session", () => {
  it("has an access token for 15 minutes, which the refresh token renews until the session is over", async () => {
    const { call, open, passes, session } = await portal();
    const first = await open({ expiresInSeconds: 3600 });
    passes(15 * MINUTE_MS);
    expect(await session(first.accessToken)).toBe(401);
    const { body: second } = await call(REFRESH, { body: { refreshToken: first.refreshToken } });
    expect(await session(second.accessToken)).toBe(200);
    passes(44 * MINUTE_MS);
    const { body: third } = await call(REFRESH, { body: { refreshToken: second.refreshToken } });
    expect(third.expiresAt).toBe("2026-01-01T01:00:00.000Z");
    passes(MINUTE_MS);
    expect(await session(third.accessToken)).toBe(401);
    expect((await call(REFRESH, { body: { refreshToken: third.refreshToken } })).status).toBe(401);
  });

  it("takes the refresh token before once more within a minute, because an answer may be lost", async () => {
    const { call, open, passes, session } = await portal();
    const { refreshToken } = await open();
    await call(REFRESH, { body: { refreshToken } });
    passes(MINUTE_MS - 1);
    const { status, body } = await call(REFRESH, { body: { refreshToken } });
    expect([status, await session(body.accessToken)]).toEqual([200, 200]);
  });

  it("ends when a refresh token is used again later", async () => {
    const { call, open, passes, session } = await portal();
    const { refreshToken } = await open();
    const { body: renewed } = await call(REFRESH, { body: { refreshToken } });
    passes(MINUTE_MS);
    expect((await call(REFRESH, { body: { refreshToken } })).status).toBe(401);
    expect(await session(renewed.accessToken)).toBe(401);
    expect((await call(REFRESH, { body: { refreshToken: renewed.refreshToken } })).status).toBe(401);
  });

  it("ends when a refresh token from before the latest two is used again", async () => {
    const { call, open, session } = await portal();
    const { refreshToken: first } = await open();
    const { body: second } = await call(REFRESH, { body: { refreshToken: first } });
    const { body: third } = await call(REFRESH, { body: { refreshToken: second.refreshToken } });
    expect(await session(third.accessToken)).toBe(200);
    expect((await call(REFRESH, { body: { refreshToken: first } })).status).toBe(401);
    expect(await session(third.accessToken)).toBe(401);
  });

  it("doesn't end because somebody guesses a refresh token", async () => {
    const { call, open, session } = await portal();
    const { refreshToken, accessToken } = await open();
    const wrong = refreshToken.replace(/[0-9a-f]{64}$/, "0".repeat(64));
    expect((await call(REFRESH, { body: { refreshToken: wrong } })).status).toBe(401);
    expect(await session(accessToken)).toBe(200);
  });

  it("ends at once for one actor, with the links that the actor has not used", async () => {
    const { call, key, open, link, session } = await portal();
    const [ann, bob] = [await open({ actor: "ann" }), await open({ actor: "bob" })];
    const unused = codeIn((await link({ actor: "ann" })).body.url);
    expect((await call(SESSIONS, { key, id: "acme", query: { actor: "ann" } })).status).toBe(204);
    expect([await session(ann.accessToken), await session(bob.accessToken)]).toEqual([401, 200]);
    expect((await call(REFRESH, { body: { refreshToken: ann.refreshToken } })).status).toBe(401);
    expect((await call(EXCHANGE, { body: { code: unused } })).status).toBe(401);
  });

  it("ends at once for a whole tenant, and only by the tenant's own key or the operator's", async () => {
    const { call, open, otherKey, session } = await portal();
    const [ann, nobody] = [await open({ actor: "ann" }), await open()];
    expect((await call(SESSIONS, { key: otherKey, id: "acme" })).status).toBe(403);
    expect((await call(SESSIONS, { key: ann.accessToken, id: "acme" })).status).toBe(403);
    expect(await session(ann.accessToken)).toBe(200);
    expect((await call(SESSIONS, { key: ADMIN, id: "acme" })).status).toBe(204);
    expect([await session(ann.accessToken), await session(nobody.accessToken)]).toEqual([401, 401]);
  });

  it("ends with its tenant, also when another tenant gets the same id", async () => {
    const { call, open, session } = await portal();
    const { accessToken, refreshToken } = await open();
    await call("DELETE /api/v1/tenants/{id}", { key: ADMIN, id: "acme" });
    expect(await session(accessToken)).toBe(401);
    await call("POST /api/v1/tenants", { key: ADMIN, body: { id: "acme", name: "Acme" } });
    expect(await session(accessToken)).toBe(401);
    expect((await call(REFRESH, { body: { refreshToken } })).status).toBe(401);
  });

  it("can't act for another tenant", async () => {
    const { call, open } = await portal();
    const { accessToken } = await open();
    const { status, body } = await call(LIST, { key: accessToken, headers: { "posthorn-tenant": "other" } });
    expect([status, body.data]).toEqual([200, []]);
  });

  it("is named in the audit log with its actor", async () => {
    const { call, key, open } = await portal();
    const { accessToken, session } = await open({ capabilities: ["manage"], actor: "ann" });
    const body = { url: "https://receiver.example/", events: ["*"] };
    await call("POST /api/v1/subscriptions", { key: accessToken, body });
    const { data } = (await call("GET /api/v1/audit", { key, query: { actor: "portal:ann" } })).body;
    expect(data).toMatchObject([
      { action: "createSubscription", actor: { kind: "portal", sessionId: session.id, name: "ann" } },
    ]);
  });
});
