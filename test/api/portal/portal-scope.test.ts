import { beforeEach, describe, expect, it } from "vitest";
import type { Capability } from "../../../lib/core/portal/capabilities.ts";
import { CAPABILITIES } from "../../../lib/core/portal/capabilities.ts";
import { memoryApiWithTenant } from "../../support/memory/memory-api.ts";
import { portalTokens } from "../../support/portal-token.ts";

const CREATE = "POST /api/v1/subscriptions";
const ONE = "GET /api/v1/subscriptions/{id}";
const HOOK = { url: "https://receiver.example/", events: ["*"] };
const SCOPE = { metadata: { agent: "a" } };

let api: Awaited<ReturnType<typeof memoryApiWithTenant>>;
beforeEach(async () => {
  api = await memoryApiWithTenant();
});

const tokenWith = async (fields: object = {}) =>
  (await portalTokens(api.call, api.key, { capabilities: CAPABILITIES, ...fields })).accessToken;

const without = (...missing: Capability[]) => CAPABILITIES.filter((one) => !missing.includes(one));

const created = async (key: string, fields: object = {}) => api.call(CREATE, { key, body: { ...HOOK, ...fields } });

describe("a token with a scope", () => {
  it("stamps new subscriptions with the scope's metadata", async () => {
    const key = await tokenWith({ scope: SCOPE });
    expect((await created(key, { metadata: { plan: "b" } })).body.metadata).toEqual({ agent: "a", plan: "b" });
    expect((await created(key, { metadata: { agent: "a" } })).status).toBe(201);
    const { status, body } = await created(key, { metadata: { agent: "b" } });
    expect([status, body.errors[0].path]).toEqual([422, "/metadata/agent"]);
  });

  it("can't stamp a subscription that has as much metadata as it may have", async () => {
    const key = await tokenWith({ scope: SCOPE });
    const metadata = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`k${n}`, "v"]));
    const { status, body } = await created(key, { metadata });
    expect([status, body.errors[0].path]).toEqual([422, "/metadata"]);
  });

  it.each([{ agent: "b" }, { agent: null }, null])(
    "can't move a subscription out of the scope: %j",
    async (metadata) => {
      const key = await tokenWith({ scope: SCOPE });
      const { id } = (await created(key)).body;
      const { status, body } = await api.call("PATCH /api/v1/subscriptions/{id}", { key, id, body: { metadata } });
      expect([status, body.errors[0].path]).toEqual([422, "/metadata/agent"]);
      expect((await api.call(ONE, { key, id })).body.metadata).toEqual({ agent: "a" });
    },
  );

  it("lists its subscriptions only, on all pages", async () => {
    const key = await tokenWith({ scope: SCOPE });
    const mine: string[] = [];
    for (let n = 0; n < 3; n++) {
      await created(api.key, { metadata: { agent: "b" } });
      mine.push((await created(key)).body.id);
    }
    const first = (await api.call("GET /api/v1/subscriptions", { key, query: { limit: "2" } })).body;
    const query = { limit: "2", after: first.next };
    const second = (await api.call("GET /api/v1/subscriptions", { key, query })).body;
    expect([...first.data, ...second.data].map(({ id }: { id: string }) => id)).toEqual(mine.toSorted());
    expect(Buffer.from(first.next.slice(8), "base64url").toString()).toContain(first.data[1].id);
    // A cursor of a list with another scope is of another list.
    const other = await tokenWith({ scope: { metadata: { agent: "b" } } });
    expect((await api.call("GET /api/v1/subscriptions", { key: other, query })).status).toBe(422);
  });

  it("finds no subscription outside its scope, by either name of the route", async () => {
    const { id } = (await created(api.key, { metadata: { agent: "b" } })).body;
    const key = await tokenWith({ scope: SCOPE });
    for (const route of [ONE, "GET /api/v1/webhooks/{id}"]) {
      const { status, body } = await api.call(route, { key, id });
      expect([status, body.detail]).toEqual([404, `No subscription ${id} in this tenant.`]);
    }
    expect((await api.call("DELETE /api/v1/webhooks/{id}", { key, id })).status).toBe(404);
    expect((await api.call(ONE, { key: api.key, id })).status).toBe(200);
  });

  it.each(["toString", "__proto__", "constructor"])(
    "has no subscription by the name of an inherited property: %s",
    async (name) => {
      await created(api.key);
      const key = await tokenWith({ scope: { metadata: { [`${name}x`]: "a" } } });
      expect((await api.call("GET /api/v1/subscriptions", { key })).body.data).toEqual([]);
    },
  );
});

describe("the events of a token with a scope", () => {
  async function world() {
    const key = await tokenWith({ scope: SCOPE });
    const mine = (await created(key)).body.id;
    const theirs = (await created(api.key, { metadata: { agent: "b" }, active: false })).body.id;
    const only = (await created(api.key, { metadata: { agent: "b" }, events: ["b.only"] })).body.id;
    const send = async (id: string, type: string) =>
      api.call("POST /api/v1/events", { key: api.key, body: { id, type, data: { n: 1 } } });
    await send("e-both", "a");
    return { key, mine, theirs, only, send };
  }

  it("are those of its subscriptions, without what others got", async () => {
    const { key, mine, theirs } = await world();
    const event = (await api.call("GET /api/v1/events/{id}", { key, id: "e-both" })).body;
    expect([event.deliveries, event.skipped, event.data]).toEqual([1, undefined, { n: 1 }]);
    const { data } = (await api.call("GET /api/v1/events/{id}/deliveries", { key, id: "e-both" })).body;
    expect(data.map((one: { subscriptionId: string }) => one.subscriptionId)).toEqual([mine]);
    const explained = (await api.call("GET /api/v1/events/{id}/explanation", { key, id: "e-both" })).body.data;
    expect(explained.map((one: { subscriptionId: string }) => one.subscriptionId)).toEqual([mine]);
    expect(JSON.stringify([event, data, explained])).not.toContain(theirs);
  });

  it("are listed for one of its subscriptions, or by id", async () => {
    const { key, mine, theirs } = await world();
    const list = async (query: Record<string, string>) => api.call("GET /api/v1/events", { key, query });
    const unnamed = await list({});
    expect([unnamed.status, unnamed.body.errors[0].path]).toEqual([422, "/subscriptionId"]);
    const { eventId } = (await api.call("POST /api/v1/subscriptions/{id}/test", { key, id: mine })).body;
    const [head] = (await list({ subscriptionId: mine })).body.data;
    expect([head.id, "deliveries" in head, "skipped" in head]).toEqual([eventId, false, false]);
    expect((await list({ subscriptionId: theirs })).status).toBe(404);
    expect((await list({ id: "e-both" })).body.data).toHaveLength(1);
  });

  it("don't include those that went to others only, but say why they did not arrive", async () => {
    const { key, mine, only, send } = await world();
    await api.call("PATCH /api/v1/subscriptions/{id}", { key, id: mine, body: { events: ["a"] } });
    await send("e-theirs", "b.only");
    expect((await api.call("GET /api/v1/events/{id}", { key, id: "e-theirs" })).status).toBe(404);
    expect((await api.call("GET /api/v1/events", { key, query: { id: "e-theirs" } })).body.data).toEqual([]);
    const { data } = (await api.call("GET /api/v1/events/{id}/explanation", { key, id: "e-theirs" })).body;
    expect(data).toMatchObject([{ subscriptionId: mine, step: "type" }]);
    const all = { key: api.key, id: "e-theirs" };
    const deliveries = (await api.call("GET /api/v1/events/{id}/deliveries", all)).body.data;
    const { id } = deliveries.find((one: { subscriptionId: string }) => one.subscriptionId === only);
    for (const route of ["GET /api/v1/deliveries/{id}", "POST /api/v1/deliveries/{id}/cancel"]) {
      expect((await api.call(route, { key, id })).status).toBe(404);
      expect((await api.call(route, { key, id: "e-theirs" })).status).toBe(404);
    }
  });
});

describe("a token without a capability", () => {
  it("sees no event's data, and nothing that was sent, without viewPayload", async () => {
    const key = await tokenWith({ capabilities: without("viewPayload") });
    const { id } = (await created(api.key)).body;
    const tested = (await api.call("POST /api/v1/subscriptions/{id}/test", { key: api.key, id })).body;
    const event = (await api.call("GET /api/v1/events/{id}", { key, id: tested.eventId })).body;
    expect("data" in event).toBe(false);
    const [attempt] = (await api.call("GET /api/v1/deliveries/{id}", { key, id: tested.id })).body.attempts;
    expect(attempt).toMatchObject({ number: 1, status: 200 });
    const other = (await api.call("POST /api/v1/subscriptions/{id}/test", { key, id })).body;
    expect([other.attempt.status, "requestHeaders" in other.attempt]).toEqual([200, false]);
    const replay = { subscriptionId: id, since: "2025-01-01T00:00:00Z", dryRun: true };
    expect((await api.call("POST /api/v1/replays", { key, body: replay })).status).toBe(200);
    const counted = await api.call("POST /api/v1/replays", { key, body: { ...replay, filter: "data.n > 1" } });
    expect([counted.status, counted.body.detail]).toEqual([403, expect.stringContaining("`viewPayload`")]);
    for (const name of ["requestHeaders", "bodyDigest", "answerHeaders", "excerpt"])
      expect(attempt).not.toHaveProperty(name);
  });

  it("gets no secret of a new subscription, and can't choose one", async () => {
    const key = await tokenWith({ capabilities: without("viewSecret", "manageSecret") });
    const { status, body } = await created(key);
    expect([status, "secret" in body]).toEqual([201, false]);
    const chosen = await created(key, { secret: `whsec_${Buffer.alloc(32, 1).toString("base64")}` });
    expect([chosen.status, chosen.body.detail]).toEqual([403, expect.stringContaining("`manageSecret`")]);
    expect((await created(await tokenWith())).body.secret).toMatch(/^whsec_/);
  });
});
