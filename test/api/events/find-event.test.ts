import { describe, expect, it } from "vitest";
import { newId } from "../../../lib/core/ids.ts";
import { hexIdOf } from "../../../lib/core/wire-ids.ts";
import { eventOf } from "../../support/contracts/sample-records.ts";
import { keepEvent } from "../../support/memory/kept-events.ts";
import { AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

type Api = Awaited<ReturnType<typeof memoryApiWithTenant>>;

const subscriptionIds = (count: number): string[] => Array.from({ length: count }, (_, n) => newId("sub", n));

/** An event of `acme` with some deliveries, none of them attempted yet. */
function accepted({ world }: Api, fields: { id?: string; deliveries?: number } = {}) {
  const { id, deliveries = 1 } = fields;
  return keepEvent(world, eventOf("acme", { ...(id && { id }), subscriptionIds: subscriptionIds(deliveries) }));
}

const wireIdsOf = ({ id, ulid }: { id: string; ulid: string }, tenantId = "acme"): string[] => [
  id,
  ulid,
  `evt_${ulid}`,
  hexIdOf({ ulid, tenantId }),
];

const EVENT = "GET /api/v1/events/{id}";
const DELIVERIES = "GET /api/v1/events/{id}/deliveries";
const DELIVERY = "GET /api/v1/deliveries/{id}";

describe("any id of an event", () => {
  it.each([undefined, "order-1", "a_b-c"])("finds the event %s, its deliveries and its explanation", async (id) => {
    const api = await memoryApiWithTenant();
    const { call, key } = api;
    const event = accepted(api, { id });
    accepted(api);
    for (const wireId of wireIdsOf(event)) {
      expect((await call(EVENT, { key, id: wireId })).body.id).toBe(event.id);
      const { data } = (await call(DELIVERIES, { key, id: wireId })).body;
      expect(data).toMatchObject([{ eventId: event.id }]);
      const explained = await call("GET /api/v1/events/{id}/explanation", { key, id: wireId });
      expect(explained.body.data).toMatchObject([{ deliveryId: data[0].id }]);
    }
  });

  it("finds its only delivery, and the delivery's id finds the event", async () => {
    const api = await memoryApiWithTenant();
    const { call, key } = api;
    const event = accepted(api);
    const [{ id }] = (await call(DELIVERIES, { key, id: event.id })).body.data;
    for (const wireId of [...wireIdsOf(event), id]) {
      expect((await call(DELIVERY, { key, id: wireId })).body).toMatchObject({ id, eventId: event.id });
    }
    expect((await call(EVENT, { key, id })).body.id).toBe(event.id);
  });

  it("retries and cancels its only delivery", async () => {
    const api = await memoryApiWithTenant();
    const { call, key } = api;
    const body = { url: "https://receiver.example/hook", events: ["*"] };
    const { id: subscriptionId } = (await call("POST /api/v1/subscriptions", { key, body })).body;
    const event = keepEvent(api.world, { ...accepted(api, { id: "order-1" }), subscriptionIds: [subscriptionId] });
    const [{ id }] = (await call(DELIVERIES, { key, id: event.id })).body.data;
    const [, , wireId = ""] = wireIdsOf(event);
    const retried = await call("POST /api/v1/deliveries/{id}/retry", { key, id: wireId });
    expect([retried.status, retried.body.id, retried.body.run]).toEqual([202, id, 1]);
    const cancelled = await call("POST /api/v1/deliveries/{id}/cancel", { key, id: wireId });
    expect([cancelled.status, cancelled.body.id, cancelled.body.state]).toEqual([200, id, "cancelled"]);
  });

  it("erases its content", async () => {
    const api = await memoryApiWithTenant();
    const { call, key } = api;
    const event = accepted(api, { id: "order-1" });
    const { status } = await call("DELETE /api/v1/events/{id}/content", { key, id: hexIdOf(event) });
    expect(status).toBe(204);
    expect((await call(EVENT, { key, id: event.id })).body.contentErasedAt).toEqual(expect.any(String));
  });

  it("with several deliveries is rejected with 409 as the id of a delivery", async () => {
    const api = await memoryApiWithTenant();
    const event = accepted(api, { deliveries: 3 });
    for (const id of wireIdsOf(event)) {
      const { status, body } = await api.call(DELIVERY, { key: api.key, id });
      expect([status, body.title ?? body.detail]).toEqual([409, expect.any(String)]);
      expect(JSON.stringify(body)).toContain(`3 deliveries`);
      expect(JSON.stringify(body)).toContain(`GET /api/v1/events/${event.id}/deliveries`);
    }
  });

  it("without a delivery is 404 as the id of a delivery", async () => {
    const api = await memoryApiWithTenant();
    const event = accepted(api, { deliveries: 0 });
    for (const id of wireIdsOf(event)) expect((await api.call(DELIVERY, { key: api.key, id })).status).toBe(404);
  });

  it("is 404 for another tenant, also with that tenant's check", async () => {
    const api = await memoryApiWithTenant();
    const event = accepted(api);
    for (const id of [...wireIdsOf(event), ...wireIdsOf(event, "other")]) {
      for (const route of [EVENT, DELIVERIES, DELIVERY]) {
        expect((await api.call(route, { key: api.otherKey, id })).status).toBe(404);
      }
    }
  });

  it("that a producer chose comes before the same ULID of another event", async () => {
    const api = await memoryApiWithTenant();
    const { ulid } = accepted(api, { id: "order-1" });
    for (const id of [ulid, `evt_${ulid}`, hexIdOf({ ulid, tenantId: "acme" })]) {
      accepted(api, { id });
      expect((await api.call(EVENT, { key: api.key, id })).body.id).toBe(id);
    }
  });
});

describe("a list of the event with an id", () => {
  const LIST = "GET /api/v1/events";

  it.each([undefined, "order-1", "a_b-c"])("finds the event %s by any id, and nothing for a rival", async (id) => {
    const api = await memoryApiWithTenant();
    const { call, key, otherKey } = api;
    const event = accepted(api, { id, deliveries: 2 });
    accepted(api);
    const deliveries = (await call(DELIVERIES, { key, id: event.id })).body.data.map((one: { id: string }) => one.id);
    const [head] = (await call(LIST, { key })).body.data.filter((one: { id: string }) => one.id === event.id);
    for (const wireId of [...wireIdsOf(event), ...deliveries]) {
      const { status, body } = await call(LIST, { key, query: { id: wireId } });
      expect([status, body]).toEqual([200, { data: [head], next: null }]);
      const theirs = await call(LIST, { key: otherKey, query: { id: wireId } });
      expect([theirs.status, theirs.body]).toEqual([200, { data: [], next: null }]);
    }
  });

  it("has the tenant's own event with an id that a rival's event has too", async () => {
    const api = await memoryApiWithTenant();
    accepted(api, { id: "order-1" });
    const theirs = keepEvent(api.world, eventOf("other", { id: "order-1", type: "theirs", subscriptionIds: [] }));
    const { data } = (await api.call(LIST, { key: api.otherKey, query: { id: "order-1" } })).body;
    expect(data).toMatchObject([{ id: "order-1", type: theirs.type }]);
  });

  it("reads the keys of one claim and one event, however many events there are", async () => {
    const api = await memoryApiWithTenant();
    for (let n = 0; n < 20; n++) accepted(api);
    const event = accepted(api, { id: "order-1" });
    const calls: string[] = [];
    api.world.faults.decide = (operation) => {
      calls.push(operation);
      return undefined;
    };
    for (const id of [...wireIdsOf(event), "unknown"]) {
      calls.length = 0;
      await api.call(LIST, { key: api.key, query: { id } });
      expect(calls.filter((operation) => operation === "readLog").length).toBeLessThanOrEqual(2);
    }
  });

  it("is empty for ids of nothing", async () => {
    const { call, key } = await memoryApiWithTenant();
    const unknown = wireIdsOf({ id: "order-2", ulid: "01ARZ3NDEKTSV4RRFFQ69G5FAV" });
    for (const id of [...unknown, "sub_01ARZ3NDEKTSV4RRFFQ69G5FAV", "evt_", "__proto__", "a".repeat(64)]) {
      const { status, body } = await call(LIST, { key, query: { id } });
      expect([status, body]).toEqual([200, { data: [], next: null }]);
    }
  });

  it.each(["", " ", "order 1", "a".repeat(65), "a".repeat(5000), "order-1,order-2", "../x", "é"])(
    "is refused for %j, which no event has",
    async (id) => {
      const { call, key } = await memoryApiWithTenant();
      const { status, body } = await call(LIST, { key, query: { id } });
      expect([status, body.errors]).toEqual([422, [{ path: "/id", message: expect.any(String) }]]);
    },
  );

  it("is refused with other filters, at their names", async () => {
    const { call, key } = await memoryApiWithTenant();
    const subscriptionId = "sub_01ARZ3NDEKTSV4RRFFQ69G5FAV";
    const others = { after: "x", since: AT, until: AT, type: "a", subscriptionId, state: "held" };
    const { status, body } = await call(LIST, { key, query: { id: "order-1", limit: "1", ...others } });
    const paths = body.errors.map((error: { path: string }) => error.path);
    expect([status, paths.sort()]).toEqual([
      422,
      Object.keys(others)
        .map((name) => `/${name}`)
        .sort(),
    ]);
  });
});
