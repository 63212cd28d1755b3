import { describe, expect, it } from "vitest";
import { type Findings, finder } from "../../../lib/core/find/find-by-id.ts";
import { deliveryId, newId, newUlid } from "../../../lib/core/ids.ts";
import { hexIdOf } from "../../../lib/core/wire-ids.ts";
import { deliveryAt, eventOf, iso, subscriptionAt, T0, tenantOf } from "../../support/contracts/sample-records.ts";
import { keepEvent } from "../../support/memory/kept-events.ts";
import { memoryLogReader } from "../../support/memory/memory-log-reader.ts";
import { memoryTenantStore } from "../../support/memory/memory-tenants.ts";
import { memoryThingReader } from "../../support/memory/memory-things.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";

/** A world with many tenants: `tenant-0` is the oldest. */
function worldOf(count: number) {
  const world = memoryWorld(() => T0);
  for (let n = 0; n < count; n++) {
    world.tenants.put(`tenant-${n}`, tenantOf({ id: `tenant-${n}`, name: `Tenant ${n}`, createdAt: iso(T0 + n) }));
  }
  const ports = { things: memoryThingReader(world), tenants: memoryTenantStore(world), log: memoryLogReader(world) };
  return { world, ports, find: finder(ports) };
}

const idsIn = ({ found }: Findings): string[] => found.map(({ id }) => id);

describe("find", () => {
  it("finds an event by each of its ids, behind hundreds of tenants", async () => {
    const { world, find } = worldOf(600);
    const event = keepEvent(world, eventOf("tenant-3", { id: "order-1", type: "order.paid" }));
    const found = { found: [{ type: "event", id: "order-1", tenantId: "tenant-3", about: "order.paid" }] };
    for (const id of ["order-1", event.ulid, `evt_${event.ulid}`, hexIdOf(event)]) {
      expect(await find(id), id).toEqual({ ...found, complete: true });
    }
    expect(await find(newUlid(T0))).toEqual({ found: [], complete: true });
  });

  it("finds the events of all tenants whose producers chose the same id", async () => {
    const { world, find } = worldOf(300);
    for (const tenantId of ["tenant-1", "tenant-299"]) keepEvent(world, eventOf(tenantId, { id: "order-1" }));
    const { found, complete } = await find("order-1");
    expect(found.map(({ tenantId }) => tenantId)).toEqual(["tenant-299", "tenant-1"]);
    expect(complete).toBe(true);
  });

  it("says that it doesn't find everything, when many tenants have the id", async () => {
    const { world, find } = worldOf(60);
    for (let n = 0; n < 60; n++) keepEvent(world, eventOf(`tenant-${n}`, { id: "1" }));
    const { found, complete } = await find("1");
    expect([found.length, complete]).toEqual([50, false]);
  });

  it("says that it doesn't look at every tenant, when there are many", async () => {
    const { world, ports } = worldOf(600);
    const [old, young] = ["tenant-1", "tenant-400"].map((tenantId) => keepEvent(world, eventOf(tenantId)));
    const find = finder(ports, 500);
    expect(await find(String(young?.id))).toMatchObject({ found: [{ tenantId: "tenant-400" }], complete: true });
    expect(await find(String(old?.id))).toEqual({ found: [], complete: false });
  });

  it("finds a tenant and another tenant's event with the same id", async () => {
    const { world, find } = worldOf(3);
    keepEvent(world, eventOf("tenant-1", { id: "tenant-2" }));
    const { found } = await find("tenant-2");
    expect(found.map(({ type, tenantId }) => [type, tenantId])).toEqual([
      ["tenant", "tenant-2"],
      ["event", "tenant-1"],
    ]);
  });

  it("finds a delivery by its row, and before it has one by its event", async () => {
    const { world, find } = worldOf(300);
    const subscription = subscriptionAt("tenant-2", T0);
    world.subscriptions.put(`tenant-2/${subscription.id}`, subscription);
    const event = keepEvent(world, eventOf("tenant-2", { subscriptionIds: [subscription.id] }));
    const other = keepEvent(world, eventOf("tenant-2"));
    const id = deliveryId(event.ulid, subscription.id);
    const expected = { type: "delivery", id, tenantId: "tenant-2", subscriptionId: subscription.id };
    expect((await find(id)).found).toEqual([expected]);
    expect(await find(deliveryId(other.ulid, subscription.id))).toEqual({ found: [], complete: true });
    expect(await find(deliveryId(event.ulid, newId("sub", T0)))).toEqual({ found: [], complete: true });
    const gone = deliveryAt(subscriptionAt("tenant-1", T0), T0);
    world.deliveries.put(gone.id, gone);
    expect((await find(gone.id)).found).toMatchObject([{ type: "delivery", id: gone.id, tenantId: "tenant-1" }]);
  });

  it("doesn't search all tenants for an id that leads to its row", async () => {
    const { world, ports, find } = worldOf(3);
    for (const id of [newId("rpl", T0), newId("alr", T0), newId("rej", T0), newId("tdl", T0)]) {
      keepEvent(world, eventOf("tenant-1", { id }));
      expect(
        await finder({ ...ports, tenants: { listTenants: () => Promise.reject(new Error("listed")) } })(id),
      ).toEqual({ found: [], complete: true });
    }
    const subscription = subscriptionAt("tenant-2", T0);
    world.subscriptions.put(`tenant-2/${subscription.id}`, subscription);
    expect(idsIn(await find(subscription.id))).toEqual([subscription.id]);
    expect(idsIn(await find(newId("sub", T0)))).toEqual([]);
  });
});
