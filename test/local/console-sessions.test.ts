import { expect, it } from "vitest";
import { consoleLink } from "../../lib/local/links.ts";
import { request, subscribe } from "./support/api.ts";
import { browserWithKey, browserWithLink, codeIn, newBrowser } from "./support/browser.ts";
import { receiverForTest } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const twin = useTwin();

it("a link signs in once, and leads to the console host", async () => {
  const link = await consoleLink(twin);
  expect(link).toMatch(new RegExp(`^${twin.console}/console/#code=phs_admin-s`));
  const body = { code: codeIn(link) };
  const [first, second] = [newBrowser(twin), newBrowser(twin)];
  expect((await first.fetch("POST", "/console/sign-in", { body })).status).toBe(200);
  expect((await second.fetch("POST", "/console/sign-in", { body })).status).toBe(401);
  expect((await first.fetch("GET", "/console/session")).body).toMatchObject({ actor: "admin", role: "admin" });
  expect(second.cookies.size).toBe(0);
});

it("over plain http on this machine, the cookie needs no https", async () => {
  const answer = await newBrowser(twin).fetch("POST", "/console/sign-in", { body: { key: twin.adminKey } });
  expect(answer.headers.getSetCookie()).toEqual([
    expect.stringMatching(/^posthorn=phos_\S+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/),
  ]);
});

it("every function takes the session at the console host, and none at the API host", async () => {
  const browser = await browserWithKey(twin);
  const receiver = await receiverForTest();
  const { id } = await subscribe(twin, receiver.url, { events: ["never"] });
  const reads = [
    "/tenants",
    "/subscriptions",
    `/subscriptions/${id}`,
    `/subscriptions/${id}/health`,
    "/events",
    "/key-ring",
    "/tenant-deletions",
    "/audit",
    "/operator-keys",
  ];
  const headers = { "posthorn-tenant": twin.tenantId };
  const at = async (host: "api" | "console", path: string) =>
    (await browser.fetch("GET", path, { host, headers })).status;
  expect(await Promise.all(reads.map((path) => at("console", path)))).toEqual(reads.map(() => 200));
  expect(new Set(await Promise.all(reads.map((path) => at("api", path))))).toEqual(new Set([401]));
  const event = { headers, body: { type: "console.sent", data: { n: 1 } } };
  expect((await browser.fetch("POST", "/events", event)).status).toBe(202);
  expect((await browser.fetch("POST", `/subscriptions/${id}/test`, { headers })).status).toBe(200);
});

it("no other page can use the cookie", async () => {
  const browser = await browserWithKey(twin);
  const body = { id: "planted", name: "n" };
  const tries = [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "none" },
    { "sec-fetch-site": undefined },
    { "sec-fetch-site": undefined, origin: twin.api },
    { "posthorn-console": undefined },
  ];
  for (const headers of tries) expect((await browser.fetch("POST", "/tenants", { body, headers })).status).toBe(403);
  const embedded = await browser.fetch("GET", "/tenants", { headers: { "sec-fetch-site": "cross-site" } });
  expect(embedded.status).toBe(403);
  const own = { "sec-fetch-site": undefined, origin: twin.console };
  expect((await browser.fetch("POST", "/tenants", { body, headers: own })).status).toBe(201);
});

it("a page that a stranger serves can't sign a browser in", async () => {
  const body = { key: twin.adminKey };
  for (const headers of [{ "sec-fetch-site": "cross-site" }, { "posthorn-console": undefined }]) {
    const answer = await newBrowser(twin).fetch("POST", "/console/sign-in", { body, headers });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
  }
  const elsewhere = await newBrowser(twin).fetch("POST", "/console/sign-in", { body, host: "api" });
  expect([elsewhere.status, elsewhere.headers.getSetCookie()]).toEqual([404, []]);
});

it("signing out ends the session and removes the cookie, which a thief may have kept", async () => {
  const browser = await browserWithLink(twin);
  const thief = newBrowser(twin);
  for (const [name, value] of browser.cookies) thief.cookies.set(name, value);
  expect((await thief.fetch("GET", "/tenants")).status).toBe(200);
  expect((await browser.fetch("POST", "/console/sign-out")).status).toBe(204);
  expect(browser.cookies.size).toBe(0);
  expect((await thief.fetch("GET", "/tenants")).status).toBe(401);
});

it("an operator key's session ends with the key, and the audit log names session and key", async () => {
  const made = await request(twin, "POST", "/operator-keys", { key: twin.adminKey, body: { name: "ops" } });
  const { id, key } = made.body;
  const browser = await browserWithKey(twin, key);
  const tenant = await browser.fetch("POST", "/tenants", { body: { id: "by-ops", name: "n" } });
  expect(tenant.status).toBe(201);
  const [entry] = (await browser.fetch("GET", `/audit?action=createTenant&actor=${id}`)).body.data;
  expect(entry).toMatchObject({ actor: { kind: "person", keyId: id }, resource: { id: "by-ops" } });
  expect((await browser.fetch("GET", "/operator-keys")).status).toBe(403);
  await request(twin, "DELETE", `/operator-keys/${id}`, { key: twin.adminKey });
  expect((await browser.fetch("GET", "/tenants")).status).toBe(401);
  expect((await browser.fetch("GET", "/console/session")).status).toBe(401);
});
