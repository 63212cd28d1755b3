import { describe, expect, it } from "vitest";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import type { Tenant } from "../../../lib/core/model/tenant.ts";
import { countChanges, type DeliveryRowChange } from "../../../lib/core/tally/count-changes.ts";
import type { TallyScope } from "../../../lib/core/tally/sheets.ts";
import { deliveryAt, iso, refTo, subscriptionAt, T0, tenantOf } from "../../support/contracts/sample-records.ts";
import { memoryKnownTenants, memoryTallies } from "../../support/memory/memory-tallies.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";

const HOUR_MS = 3_600_000;
const NOW = T0 + 60_000;

function setUp(...tenants: Tenant[]) {
  const world = memoryWorld(() => NOW);
  for (const tenant of tenants) world.tenants.put(tenant.id, tenant);
  const tallies = memoryTallies(world);
  const count = countChanges({ tallies, tenants: memoryKnownTenants(world), now: world.now });
  const deliveredBy = async (scope: TallyScope, resolution: "minute" | "hour" = "hour") =>
    [...(await tallies.readPoints(scope, resolution, T0 - 40 * 24 * HOUR_MS, T0 + HOUR_MS)).values()]
      .map(({ delivered }) => delivered)
      .reduce((a, b) => a + b, 0);
  return { world, count, deliveredBy };
}

let made = 0;
const changeTo = (after: Delivery | undefined, before?: Delivery): DeliveryRowChange => ({
  recordId: `r${made++}`,
  before,
  after,
});

describe("countChanges", () => {
  it("counts a delivery for its subscription, its tenant and the operator, by the minute and by the hour", async () => {
    const tenant = tenantOf();
    const { count, deliveredBy } = setUp(tenant);
    const subscription = subscriptionAt(tenant.id, T0);
    await count([changeTo(deliveryAt(subscription, T0)), changeTo(deliveryAt(subscription, T0 + 1))]);
    for (const scope of [{ subscriptionId: subscription.id }, refTo(tenant.id), "operator"] as const) {
      expect(await deliveredBy(scope)).toBe(2);
      expect(await deliveredBy(scope, "minute")).toBe(2);
    }
  });

  it("counts a batch once that is passed again after a crash between any two writes", async () => {
    const tenant = tenantOf();
    const subscription = subscriptionAt(tenant.id, T0);
    const changes = [0, 1, 2].map((n) => changeTo(deliveryAt(subscription, T0 + n)));
    for (let crashAt = 1; crashAt <= 12; crashAt++) {
      const { world, count, deliveredBy } = setUp(tenant);
      let calls = 0;
      world.faults.decide = () => {
        calls++;
        return calls === Math.ceil(crashAt / 2) ? { when: crashAt % 2 === 0 ? "after" : "before" } : undefined;
      };
      await expect(count(changes)).rejects.toThrow();
      await count(changes);
      await count(changes);
      for (const scope of [{ subscriptionId: subscription.id }, refTo(tenant.id), "operator"] as const) {
        expect([crashAt, await deliveredBy(scope), await deliveredBy(scope, "minute")]).toEqual([crashAt, 3, 3]);
      }
    }
  });

  it("counts only for the operator what belonged to a tenant that is gone", async () => {
    const gone = tenantOf();
    const again = tenantOf({ createdAt: iso(T0 + 10), incarnation: "HGFEDCBA" });
    const { count, deliveredBy } = setUp(again);
    const [ofGone, ofFirst] = [subscriptionAt(gone.id, T0), subscriptionAt(again.id, T0)];
    await count([changeTo(deliveryAt(ofGone, T0)), changeTo(deliveryAt(ofFirst, T0 + 9))]);
    expect(await deliveredBy("operator")).toBe(2);
    for (const scope of [ofGone, ofFirst]) expect(await deliveredBy({ subscriptionId: scope.id })).toBe(0);
    expect(await deliveredBy({ tenantId: again.id, incarnation: again.incarnation })).toBe(0);
    await count([changeTo(deliveryAt(ofFirst, T0 + 10))]);
    expect(await deliveredBy({ tenantId: again.id, incarnation: again.incarnation })).toBe(1);
  });

  it("leaves out points that are too old, and rows that it can't read", async () => {
    const tenant = tenantOf({ createdAt: iso(0) });
    const { count, deliveredBy } = setUp(tenant);
    const subscription = subscriptionAt(tenant.id, T0);
    const old = deliveryAt(subscription, NOW - 3 * HOUR_MS);
    await count([changeTo(undefined), changeTo(old), changeTo(deliveryAt(subscription, NOW - 30 * 24 * HOUR_MS))]);
    expect(await deliveredBy("operator", "minute")).toBe(0);
    expect(await deliveredBy("operator")).toBe(1);
  });

  it("reads and writes nothing for changes that count nothing", async () => {
    const { count, world } = setUp();
    await count([]);
    await count([changeTo(undefined)]);
    expect(world.tallies.values()).toEqual([]);
  });
});
