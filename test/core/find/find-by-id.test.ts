import { describe, expect, it } from "vitest";
import { alertOf } from "../../../lib/core/alerts/alert.ts";
import { finder } from "../../../lib/core/find/find-by-id.ts";
import type { Findings } from "../../../lib/core/find/found-thing.ts";
import { deliveryId, newId, newUlid } from "../../../lib/core/ids.ts";
import { newReplay } from "../../../lib/core/replay/replay.ts";
import { newDeletion } from "../../../lib/core/tenant-deletion/tenant-deletion.ts";
import { hexIdOf } from "../../../lib/core/wire-ids.ts";
import {
  deliveryAt,
  eventOf,
  iso,
  refTo,
  subscriptionAt,
  T0,
  tenantOf,
} from "../../support/contracts/sample-records.ts";
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

/** Things of `tenant-0`, made at this time. */
function thingsAt(ms: number) {
  const subscription = subscriptionAt("tenant-0", ms);
  const at = { tenantId: "tenant-0", subscriptionId: subscription.id };
  const scope = { ...refTo("tenant-0"), subscriptionId: subscription.id, since: iso(0), until: iso(ms) };
  return {
    delivery: deliveryAt(subscription, ms),
    replay: newReplay({ ...scope, states: ["exhausted"], includeUnmatched: false }, 1, ms),
    alert: alertOf(at, "filter.too-slow", { reason: "It is slow." }, ms),
  };
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

  it.each(["evt_1NG8Du2eZvKYlo2CUI79vXWy", "evt_", "order-1", newUlid(T0), `evt_${newUlid(T0)}`, "a".repeat(64)])(
    "finds each tenant's event with the own id %s",
    async (id) => {
      const { world, find } = worldOf(600);
      for (const tenantId of ["tenant-1", "tenant-599"]) keepEvent(world, eventOf(tenantId, { id }));
      const { found, complete } = await find(id);
      expect(found.map((event) => [event.id, event.tenantId])).toEqual([
        [id, "tenant-599"],
        [id, "tenant-1"],
      ]);
      expect(complete).toBe(true);
    },
  );

  it("finds an event although a rival chose its id, ULID or hash for an event of its own", async () => {
    const { world, find } = worldOf(600);
    const event = keepEvent(world, eventOf("tenant-1"));
    for (const id of [event.id, event.ulid, hexIdOf(event)]) {
      keepEvent(world, eventOf("tenant-599", { id }));
      expect((await find(id)).found, id).toMatchObject([
        { id, tenantId: "tenant-599" },
        { id: event.id, tenantId: "tenant-1" },
      ]);
    }
  });

  it("looks no further once it has the event that Posthorn gave the id", async () => {
    const { world, ports } = worldOf(600);
    const event = keepEvent(world, eventOf("tenant-599"));
    const listed: unknown[] = [];
    const listTenants: typeof ports.tenants.listTenants = (page) => {
      listed.push(page);
      return ports.tenants.listTenants(page);
    };
    const find = finder({ ...ports, tenants: { ...ports.tenants, listTenants } });
    for (const id of [event.id, event.ulid, hexIdOf(event)]) await find(id);
    expect(listed).toHaveLength(3);
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
    const gone = deliveryAt(subscriptionAt("tenant-1", T0 + 1), T0 + 1);
    world.deliveries.put(gone.id, gone);
    expect((await find(gone.id)).found).toMatchObject([{ type: "delivery", id: gone.id, tenantId: "tenant-1" }]);
  });

  it("finds nothing of a deleted tenant, not even for one that has its id again", async () => {
    const { world, find } = worldOf(3);
    const { delivery, replay, alert } = thingsAt(T0);
    world.deliveries.put(delivery.id, delivery);
    world.replays.put(replay.id, replay);
    world.alerts.put(alert.id, { ...alert, told: {} });
    const ids = [delivery.id, replay.id, alert.id];
    for (const id of ids) expect(idsIn(await find(id)), id).toEqual([id]);
    const before = world.tenants.get("tenant-0");
    world.tenants.delete("tenant-0");
    for (const id of ids) expect(await find(id), id).toEqual({ found: [], complete: true });
    world.tenants.put("tenant-0", tenantOf({ ...before, incarnation: "HGFEDCBA", createdAt: iso(T0 + 1) }));
    for (const id of ids) expect(await find(id), id).toEqual({ found: [], complete: true });
    const { delivery: newer } = thingsAt(T0 + 1);
    world.deliveries.put(newer.id, newer);
    expect(idsIn(await find(newer.id))).toEqual([newer.id]);
  });

  it("finds what was rejected for an unknown tenant, and a tenant's deletion", async () => {
    const { world, find } = worldOf(1);
    const rejection = { id: newId("rej", T0), rejectedAt: iso(T0), reason: "No.", errors: [], tenantId: "gone" };
    world.rejected.put(rejection.id, rejection);
    const deletion = newDeletion(tenantOf({ id: "gone" }), T0);
    world.tenantDeletions.put(deletion.id, deletion);
    for (const { id } of [rejection, deletion]) expect(idsIn(await find(id))).toEqual([id]);
  });

  it("doesn't tell the name of an operator's key", async () => {
    const { world, find } = worldOf(1);
    const id = "operator-0123456789abcdef";
    world.operatorKeys.put(id, { id, name: "Jane's", role: "manage", secretHash: "ab", createdAt: iso(T0) });
    expect(await find(id)).toEqual({ found: [{ type: "operator-key", id }], complete: true });
  });

  it("doesn't search all tenants for an id that leads to its row", async () => {
    const { world, ports, find } = worldOf(3);
    for (const id of [newId("rpl", T0), newId("alr", T0), newId("rej", T0), newId("tdl", T0)]) {
      keepEvent(world, eventOf("tenant-1", { id }));
      expect(
        await finder({
          ...ports,
          tenants: { ...ports.tenants, listTenants: () => Promise.reject(new Error("listed")) },
        })(id),
      ).toEqual({ found: [], complete: true });
    }
    const subscription = subscriptionAt("tenant-2", T0);
    world.subscriptions.put(`tenant-2/${subscription.id}`, subscription);
    expect(idsIn(await find(subscription.id))).toEqual([subscription.id]);
    expect(idsIn(await find(newId("sub", T0)))).toEqual([]);
  });
});
