import { describe, expect, it } from "vitest";
import { newId } from "../../../lib/core/ids.ts";
import { hexIdOf } from "../../../lib/core/wire-ids.ts";
import { eventOf } from "../../support/contracts/sample-records.ts";
import { keepEvent } from "../../support/memory/kept-events.ts";
import { memoryApiWithTenant } from "../../support/memory/memory-api.ts";

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
