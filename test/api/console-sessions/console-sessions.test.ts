import { describe, expect, it } from "vitest";
import type { AdminKeyReader } from "../../../lib/core/keys/admin-key.ts";
import { hashSecret } from "../../../lib/core/keys/api-keys.ts";
import { ADMIN, AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const SIGN_IN = "POST /api/v1/console/sign-in";
const SIGN_OUT = "POST /api/v1/console/sign-out";
const SESSION = "GET /api/v1/console/session";
const LINKS = "POST /api/v1/console/links";
const OWN_PAGE = { "posthorn-console": "1", "sec-fetch-site": "same-origin" };

type Api = Awaited<ReturnType<typeof setUp>>;

async function setUp(adminKeys?: AdminKeyReader) {
  const clock = { nowMs: Date.parse(AT) };
  const api = await memoryApiWithTenant("manage", { now: () => clock.nowMs, ...(adminKeys && { adminKeys }) });
  const atConsole = (route: string, { token = "", headers = {}, ...more }: AtConsole = {}) =>
    api.call(route, {
      atConsole: true,
      headers: { ...OWN_PAGE, ...headers },
      cookies: token ? ["theme=dark", `__Host-posthorn=${token}`] : [],
      ...more,
    });
  const signIn = async (key = ADMIN) => tokenOf(await atConsole(SIGN_IN, { body: { key } }));
  const operatorKey = async (fields: object) =>
    (await api.call("POST /api/v1/operator-keys", { key: ADMIN, body: fields })).body as { id: string; key: string };
  return { ...api, clock, atConsole, signIn, operatorKey };
}

interface AtConsole {
  token?: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  id?: string;
  body?: unknown;
}

function tokenOf({ status, text, cookies }: { status: number; text: string; cookies: string[] }): string {
  const [, token] = /^__Host-posthorn=(phos_[^;]+);/.exec(cookies[0] ?? "") ?? [];
  if (!token) throw new Error(`no session: ${status} ${text}`);
  return token;
}

const statusOf = async ({ atConsole }: Api, token: string, route = SESSION) =>
  (await atConsole(route, { token })).status;

describe("a sign-in", () => {
  it("sets a cookie for this host alone, which no script can read and no other site sends", async () => {
    const { atConsole } = await setUp();
    const { body, cookies } = await atConsole(SIGN_IN, { body: { key: ADMIN } });
    expect(cookies).toEqual([
      expect.stringMatching(
        /^__Host-posthorn=phos_admin-s[0-9a-f]{16}_[0-9a-f]{64}; Path=\/; Max-Age=43200; HttpOnly; Secure; SameSite=Strict$/,
      ),
    ]);
    expect(body).toEqual({
      actor: "admin",
      role: "admin",
      expiresAt: "2026-01-01T12:00:00.000Z",
      idleExpiresAt: "2026-01-01T01:00:00.000Z",
    });
  });

  it.each([
    ["read", "viewer"],
    ["manage", "operator"],
  ])("with an operator key of the role %s makes a %s", async (keyRole, role) => {
    const api = await setUp();
    const { id, key } = await api.operatorKey({ role: keyRole });
    const token = await api.signIn(key);
    expect((await api.atConsole(SESSION, { token })).body).toMatchObject({ actor: id, role });
    expect(await statusOf(api, token, "GET /api/v1/tenants")).toBe(200);
    const created = await api.atConsole("POST /api/v1/tenants", { token, body: { id: "new", name: "n" } });
    expect([created.status, created.body.detail]).toEqual(
      role === "operator"
        ? [201, undefined]
        : [403, "This request needs a key with the role `manage`. This key has the role `read`."],
    );
    expect(await statusOf(api, token, "GET /api/v1/operator-keys")).toBe(403);
  });

  it("is refused in the same words for every key and code that doesn't work", async () => {
    const api = await setUp();
    const { key: producer } = await api.operatorKey({ role: "producer" });
    const { id, key: revoked } = await api.operatorKey({});
    const { key: expired } = await api.operatorKey({ expiresAt: "2026-01-01T00:00:01Z" });
    await api.call("DELETE /api/v1/operator-keys/{id}", { key: ADMIN, id });
    api.clock.nowMs += 2000;
    const { url } = (await api.call(LINKS, { key: ADMIN })).body;
    const code = url.split("#code=")[1];
    await api.atConsole(SIGN_IN, { body: { code } });
    const others = [
      { key: "wrong" },
      { key: "two words" },
      { key: revoked },
      { key: expired },
      { key: api.key },
      { key: await api.signIn() },
      { code },
      { code: code.replace(/.$/, (last: string) => (last === "0" ? "1" : "0")) },
      { code: ADMIN },
    ];
    const answers = await Promise.all(others.map((body) => api.atConsole(SIGN_IN, { body })));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.map(({ status, cookies }) => [status, cookies])).toEqual(others.map(() => [401, []]));
    const ofProducer = await api.atConsole(SIGN_IN, { body: { key: producer } });
    expect([ofProducer.status, ofProducer.body.detail]).toEqual([403, expect.stringContaining("role `producer`")]);
  });

  it.each([[{}], [{ key: ADMIN, code: "c" }], [{ key: "k".repeat(513) }], [{ password: "p" }], [[]]])(
    "with the body %j is refused",
    async (body) => {
      expect((await (await setUp()).atConsole(SIGN_IN, { body })).status).toBe(422);
    },
  );

  it("always makes a new session, and ends the one that came along", async () => {
    const api = await setUp();
    const before = await api.signIn();
    const after = tokenOf(await api.atConsole(SIGN_IN, { token: before, body: { key: ADMIN } }));
    expect(after).not.toBe(before);
    expect([await statusOf(api, before), await statusOf(api, after)]).toEqual([401, 200]);
  });

  it("ends no session of which the cookie has only the id", async () => {
    const api = await setUp();
    const token = await api.signIn();
    const forged = `${token.slice(0, -64)}${"0".repeat(64)}`;
    await api.atConsole(SIGN_IN, { token: forged, body: { key: ADMIN } });
    await api.atConsole(SIGN_OUT, { token: forged });
    expect([await statusOf(api, token), await statusOf(api, forged)]).toEqual([200, 401]);
  });
});

describe("a link", () => {
  it("signs in once, with the rights of the key that made it, at the console host", async () => {
    const api = await setUp();
    const { id, key } = await api.operatorKey({ role: "read" });
    const made = await api.call(LINKS, { key });
    expect(made).toMatchObject({ status: 201, body: { expiresAt: "2026-01-01T01:00:00.000Z" } });
    const [, code] = /^https:\/\/console\.example\/console\/#code=(phs_\S+)$/.exec(made.body.url) ?? [];
    const answers = await Promise.all([1, 2].map(() => api.atConsole(SIGN_IN, { body: { code } })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    expect(answers.find(({ status }) => status === 200)?.body).toMatchObject({ actor: id, role: "viewer" });
  });

  it("works for an hour, and only as long as its key", async () => {
    const api = await setUp();
    const { id, key } = await api.operatorKey({});
    const codeOf = async (by: string) => (await api.call(LINKS, { key: by })).body.url.split("#code=")[1];
    const [late, orphan] = [await codeOf(ADMIN), await codeOf(key)];
    await api.call("DELETE /api/v1/operator-keys/{id}", { key: ADMIN, id });
    expect((await api.atConsole(SIGN_IN, { body: { code: orphan } })).status).toBe(401);
    api.clock.nowMs += HOUR_MS;
    expect((await api.atConsole(SIGN_IN, { body: { code: late } })).status).toBe(401);
  });

  it("can't be made by a session, a tenant's key or nobody", async () => {
    const api = await setUp();
    const bySession = await api.atConsole(LINKS, { token: await api.signIn() });
    expect([bySession.status, bySession.body.detail]).toEqual([403, expect.stringContaining("needs a key")]);
    expect((await api.call(LINKS, { key: api.key })).status).toBe(403);
    expect((await api.call(LINKS)).status).toBe(401);
  });
});

describe("a session", () => {
  it("ends 12 hours after the sign-in, however much it is used", async () => {
    const api = await setUp();
    const token = await api.signIn();
    for (let minutes = 0; minutes < 12 * 60; minutes += 30) {
      expect([minutes, await statusOf(api, token)]).toEqual([minutes, 200]);
      api.clock.nowMs += 30 * MINUTE_MS;
    }
    expect(await statusOf(api, token)).toBe(401);
  });

  it("ends after an hour without a read of the session, whatever else it is used for", async () => {
    const api = await setUp();
    const token = await api.signIn();
    api.clock.nowMs += 59 * MINUTE_MS;
    expect(await statusOf(api, token, "GET /api/v1/tenants")).toBe(200);
    api.clock.nowMs += MINUTE_MS;
    expect(await statusOf(api, token, "GET /api/v1/tenants")).toBe(401);
    expect(await statusOf(api, token)).toBe(401);
  });

  it("is written once a minute at most", async () => {
    const api = await setUp();
    const token = await api.signIn();
    const idleEnd = async () => (await api.atConsole(SESSION, { token })).body.idleExpiresAt;
    const first = await idleEnd();
    api.clock.nowMs += 59_000;
    expect(await idleEnd()).toBe(first);
    api.clock.nowMs += 1_000;
    expect(Date.parse(await idleEnd()) - Date.parse(first)).toBe(MINUTE_MS);
  });

  it("ends when its operator key is revoked or expires", async () => {
    const api = await setUp();
    const { id, key } = await api.operatorKey({});
    const { key: expiring } = await api.operatorKey({ expiresAt: "2026-01-01T00:10:00Z" });
    const tokens = [await api.signIn(key), await api.signIn(expiring)];
    const statuses = () => Promise.all(tokens.map((token) => statusOf(api, token, "GET /api/v1/tenants")));
    expect(await statuses()).toEqual([200, 200]);
    await api.call("DELETE /api/v1/operator-keys/{id}", { key: ADMIN, id });
    expect(await statuses()).toEqual([401, 200]);
    api.clock.nowMs += 10 * MINUTE_MS;
    expect(await statuses()).toEqual([401, 401]);
  });

  it("ends when it is signed out", async () => {
    const api = await setUp();
    const token = await api.signIn();
    const { status, cookies } = await api.atConsole(SIGN_OUT, { token });
    expect([status, cookies]).toEqual([
      204,
      ["__Host-posthorn=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict"],
    ]);
    expect(await statusOf(api, token)).toBe(401);
    expect((await api.atConsole(SIGN_OUT, { token })).status).toBe(204);
  });
});

describe("after a rotation of the admin key, a session of the previous one", () => {
  const version = (key: string, createdAt: string) => ({ secretHash: hashSecret(key), createdAt });
  const OLD = version(ADMIN, "2025-01-01T00:00:00.000Z");

  async function rotated() {
    const versions = { current: OLD } as { current: typeof OLD; previous?: typeof OLD };
    const api = await setUp({ adminKey: async () => ({ ...versions }) });
    const token = await api.signIn();
    api.clock.nowMs += MINUTE_MS;
    versions.previous = OLD;
    versions.current = version("the-new-key", new Date(api.clock.nowMs).toISOString());
    return { ...api, token };
  }

  it("lasts as long as that key works, and an hour without use", async () => {
    const api = await rotated();
    api.clock.nowMs += 58 * MINUTE_MS;
    expect(await statusOf(api, api.token)).toBe(200);
    api.clock.nowMs += 3 * MINUTE_MS;
    expect(await statusOf(api, api.token)).toBe(401);
    api.clock.nowMs += 57 * MINUTE_MS;
    expect(await statusOf(api, api.token, "GET /api/v1/tenants")).toBe(401);
  });

  it("ends at once when the previous key is ended", async () => {
    const api = await rotated();
    const fresh = await api.signIn("the-new-key");
    expect((await api.call("DELETE /api/v1/admin-key/previous", { key: "the-new-key" })).status).toBe(204);
    expect(await statusOf(api, api.token, "GET /api/v1/tenants")).toBe(401);
    expect(await statusOf(api, fresh, "GET /api/v1/tenants")).toBe(200);
  });
});

describe("the cookie", () => {
  const CHANGE = "POST /api/v1/tenants";

  it.each([
    ["no header of the console", { "posthorn-console": "" }, /needs the header `posthorn-console: 1`/],
    ["another origin of the site", { "sec-fetch-site": "same-site" }, /another page/],
    ["another site", { "sec-fetch-site": "cross-site" }, /another page/],
    ["a bookmark", { "sec-fetch-site": "none" }, /another page/],
  ])("changes nothing with %s", async (_name, headers, why) => {
    const api = await setUp();
    const token = await api.signIn();
    const refused = await api.atConsole(CHANGE, { token, headers, body: { id: "new", name: "n" } });
    expect([refused.status, refused.body.detail]).toEqual([403, expect.stringMatching(why)]);
    expect((await api.call("GET /api/v1/tenants/{id}", { key: ADMIN, id: "new" })).status).toBe(404);
  });

  it.each([
    ["https://localhost", 201],
    ["https://localhost.evil.example", 403],
    ["http://localhost", 403],
    ["null", 403],
    [undefined, 403],
  ])("of a browser without Sec-Fetch-Site counts by its Origin: %s", async (origin, status) => {
    const api = await setUp();
    const cookies = [`__Host-posthorn=${await api.signIn()}`];
    const headers = { "posthorn-console": "1", ...(origin && { origin }) };
    const fields = { atConsole: true, headers, cookies, body: { id: "new", name: "n" } };
    expect((await api.call(CHANGE, fields)).status).toBe(status);
  });

  it.each([
    ["same-origin", 200],
    ["none", 200],
    ["same-site", 403],
    ["cross-site", 403],
  ])("reads for a page that is %s: %i", async (site, status) => {
    const api = await setUp();
    const token = await api.signIn();
    const headers = { "sec-fetch-site": site };
    expect((await api.atConsole("GET /api/v1/tenants", { token, headers })).status).toBe(status);
  });

  it("counts for nothing at the API host, nor beside a key", async () => {
    const api = await setUp();
    const token = await api.signIn();
    const cookies = [`__Host-posthorn=${token}`, `posthorn=${token}`];
    const route = "GET /api/v1/tenants";
    expect((await api.call(route, { cookies, headers: OWN_PAGE })).status).toBe(401);
    const beside = { cookies, headers: OWN_PAGE, atConsole: true };
    expect((await api.call(route, { ...beside, key: "wrong" })).status).toBe(401);
    expect((await api.call(route, { ...beside, key: api.key })).status).toBe(403);
    expect((await api.call(route, { atConsole: true, key: ADMIN })).status).toBe(200);
  });

  it("without the prefix counts for nothing over https", async () => {
    const api = await setUp();
    const cookies = [`posthorn=${await api.signIn()}`];
    expect((await api.call(SESSION, { cookies, headers: OWN_PAGE, atConsole: true })).status).toBe(401);
  });

  it("acts for a tenant, and the audit log names the session", async () => {
    const api = await setUp();
    const token = await api.signIn();
    const body = { url: "https://a.example/", events: ["*"] };
    const acting = { token, headers: { "posthorn-tenant": "acme" }, body };
    const { id } = (await api.atConsole("POST /api/v1/subscriptions", acting)).body;
    const query = { resourceId: id, actor: "admin" };
    const [entry] = (await api.call("GET /api/v1/audit", { key: ADMIN, query })).body.data;
    const sessionId = token.split("_")[1];
    expect(entry).toMatchObject({ tenantId: "acme", actor: { kind: "person", sessionId, keyId: "admin" } });
  });

  it("repeats an answer only to the session that got it", async () => {
    const api = await setUp();
    const [token, other] = [await api.signIn(), await api.signIn()];
    const create = async (session: string) =>
      api.atConsole("POST /api/v1/operator-keys", {
        token: session,
        headers: { "idempotency-key": "once" },
        body: { name: "n" },
      });
    const first = await create(token);
    expect(await create(token)).toMatchObject({ status: 201, body: first.body });
    expect((await create(other)).status).toBe(409);
  });
});

describe("at the API host", () => {
  it.each([SIGN_IN, SIGN_OUT])("%s is not found", async (route) => {
    const api = await setUp();
    const answer = await api.call(route, { headers: OWN_PAGE, body: { key: ADMIN } });
    expect([answer.status, answer.cookies]).toEqual([404, []]);
  });

  it("a key is no session", async () => {
    const api = await setUp();
    expect((await api.call(SESSION, { key: ADMIN })).status).toBe(403);
    expect((await api.call(SESSION)).status).toBe(401);
  });
});
