import { describe, expect, it } from "vitest";
import { deliveryId } from "../../../lib/core/ids.ts";
import { eventAt } from "../../support/contracts/sample-records.ts";
import { keepEvent } from "../../support/memory/kept-events.ts";
import { AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const IN_FIRST_RUN = { run: 0, attemptsBeforeRun: 0, trigger: "scheduled" } as const;

const hook = { url: "https://receiver.example/hook", events: ["invoice.*"] };

describe("a key that may only", () => {
  it("read changes nothing", async () => {
    const { call, key } = await memoryApiWithTenant("read");
    expect((await call("POST /api/v1/subscriptions", { key, body: hook })).status).toBe(403);
    expect((await call("GET /api/v1/subscriptions", { key })).status).toBe(200);
  });

  it("produce sees nothing", async () => {
    const { call, key } = await memoryApiWithTenant("producer");
    expect((await call("GET /api/v1/subscriptions", { key })).status).toBe(403);
  });
});

describe("another tenant's key", () => {
  it("finds no data of a tenant", async () => {
    const { call, key, otherKey, world } = await memoryApiWithTenant();
    const { id } = (await call("POST /api/v1/subscriptions", { key, body: hook })).body;
    const { ulid } = keepEvent(world, eventAt("acme", Date.parse(AT), { id: "evt_1", subscriptionIds: [id] }));
    const delivery = deliveryId(ulid, id);
    const row = {
      id: delivery,
      tenantId: "acme",
      subscriptionId: id,
      eventId: "evt_1",
      type: "a",
      state: "delivered" as const,
    };
    world.deliveries.put(delivery, { ...row, ...IN_FIRST_RUN, attempts: 1, createdAt: AT, updatedAt: AT }, AT);
    const reads: [string, string][] = [
      ["GET /api/v1/subscriptions/{id}", id],
      ["PATCH /api/v1/subscriptions/{id}", id],
      ["DELETE /api/v1/subscriptions/{id}", id],
      ["GET /api/v1/subscriptions/{id}/deliveries", id],
      ["GET /api/v1/events/{id}", "evt_1"],
      ["GET /api/v1/events/{id}/deliveries", "evt_1"],
      ["GET /api/v1/deliveries/{id}", delivery],
    ];
    for (const [route, thing] of reads) {
      const { status } = await call(route, { key: otherKey, id: thing, body: { name: "mine" } });
      expect([route, status]).toEqual([route, 404]);
    }
    expect((await call("GET /api/v1/subscriptions", { key: otherKey })).body.data).toEqual([]);
    expect(world.subscriptions.get(`acme/${id}`)?.name).toBeUndefined();
  });
});
