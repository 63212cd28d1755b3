import { expect, it } from "vitest";
import { operate, request, subscribe } from "./support/api.ts";
import { receiverForTest } from "./support/receivers.ts";
import { useTwin } from "./support/twin.ts";

const twin = useTwin();

interface Tokens {
  accessToken: string;
  refreshToken: string;
}

/** Opens the portal as a customer: over the link that the operator makes. */
async function openPortal(fields: object): Promise<Tokens> {
  const path = `/tenants/${twin.tenantId}/portal-links`;
  const { url } = await operate<{ url: string }>(twin, "POST", path, fields, 201);
  expect(url.startsWith(`${twin.api}/portal/#code=`)).toBe(true);
  return (await request(twin, "POST", "/portal/exchange", { body: { code: url.split("#code=")[1] } })).body;
}

it("a customer sets up webhooks within a scope, until the session is ended", async () => {
  const receiver = await receiverForTest();
  const others = await subscribe(twin, receiver.url, { metadata: { agent: "b" } });
  const capabilities = ["view", "manage", "test"];
  const { accessToken: key } = await openPortal({ capabilities, scope: { metadata: { agent: "a" } }, actor: "ann" });
  const body = { url: receiver.url, events: ["*"] };
  const made = await request(twin, "POST", "/subscriptions", { key, body });
  expect([made.status, made.body.metadata]).toEqual([201, { agent: "a" }]);
  const listed = await request(twin, "GET", "/subscriptions", { key });
  expect(listed.body.data.map(({ id }: { id: string }) => id)).toEqual([made.body.id]);
  expect((await request(twin, "GET", `/subscriptions/${others.id}`, { key })).status).toBe(404);
  const tested = await request(twin, "POST", `/subscriptions/${made.body.id}/test`, { key, body: {} });
  expect([tested.status, tested.body.state]).toEqual([200, "delivered"]);
  const secret = await request(twin, "GET", `/subscriptions/${made.body.id}/secret`, { key });
  expect([secret.status, secret.body.detail]).toEqual([403, expect.stringContaining("`viewSecret`")]);
  await operate(twin, "DELETE", `/tenants/${twin.tenantId}/portal-sessions?actor=ann`, undefined, 204);
  expect((await request(twin, "GET", "/subscriptions", { key })).status).toBe(401);
});

it("a portal token is worth nothing at the console's host", async () => {
  const { accessToken: key } = await openPortal({ capabilities: ["view"] });
  expect((await request(twin, "GET", "/subscriptions", { key })).status).toBe(200);
  const atConsole = { ...twin, api: twin.console };
  expect((await request(atConsole, "GET", "/subscriptions", { key })).status).toBe(401);
});

it("a portal token sends no events", async () => {
  const { accessToken: key } = await openPortal({ capabilities: ["view", "manage"] });
  const { status, body } = await request(twin, "POST", "/events", { key, body: { type: "a", data: {} } });
  expect([status, body.detail]).toEqual([403, expect.stringContaining("needs a key")]);
});
