import { describe, expect, it } from "vitest";
import { placesOf } from "../../../lambdas/deliver/places.ts";
import { PipelineFault } from "../../../lib/core/errors.ts";
import type { Health } from "../../../lib/core/health/health.ts";
import { delivering } from "../../support/memory/memory-delivering.ts";
import { memoryHealthStore } from "../../support/memory/memory-health.ts";
import { memoryWorld } from "../../support/memory/memory-world.ts";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const UNTIL = NOW + 310_000;

/** Slow endpoints of tenants, and functions that want five places at each of a tenant's endpoints. */
async function slowEndpoints(endpoints: number) {
  const world = memoryWorld(() => NOW);
  const store = memoryHealthStore(world);
  const idsOf = (tenantId: string) => Array.from({ length: endpoints }, (_, n) => `${tenantId}-${n}`);

  /** Each endpoint's POSTs are in a batch of their own. */
  async function fill(tenantId: string) {
    const taken = idsOf(tenantId).map(async (id) => {
      await store.markSlow({ tenantId, subscriptionId: id }, 0);
      const crowd = { tenantId, health: world.health.get(id) as Health, wanted: 5, untilMs: UNTIL };
      const take = placesOf(store, new Map([[id, crowd]]));
      return Promise.all(Array.from({ length: 5 }, () => take(id)));
    });
    return (await Promise.all(taken)).flat().filter((place) => place !== undefined);
  }
  return { world, fill };
}

describe("the slow endpoints of a tenant", () => {
  it("have at most 50 POSTs under way together, so that retries of other tenants find a function", async () => {
    const { fill } = await slowEndpoints(30);
    expect(await fill("attacker")).toHaveLength(50);
    expect(await fill("other")).toHaveLength(50);
  });

  it("take places again once they are free", async () => {
    const { fill } = await slowEndpoints(30);
    for (const place of await fill("attacker")) await place.leave();
    expect(await fill("attacker")).toHaveLength(50);
  });

  it("give their own places back if the tenant's can't be read", async () => {
    const { fill, world } = await slowEndpoints(1);
    world.faults.failNext("reserveOfTenant", { when: "before" });
    await expect(fill("attacker")).rejects.toThrow(PipelineFault);
    expect(world.health.values()).toMatchObject([{ leases: {} }]);
  });

  it("hold no places of their own while the tenant has none left", async () => {
    const { fill, world } = await slowEndpoints(30);
    await fill("attacker");
    const held = world.health.values().flatMap(({ leases }) => Object.values(leases));
    expect(held.reduce((sum, { places }) => sum + places, 0)).toBe(50);
  });
});

describe("an endpoint in the patient lane that nothing is known about", () => {
  /** All places of its tenant are taken. */
  async function crowded(timeoutSeconds: number) {
    const lane = await delivering(undefined, { timeoutSeconds });
    const untilMs = lane.world.now() + 60_000;
    await memoryHealthStore(lane.world).reserveOfTenant("acme", { leaseId: "others", wanted: 50, untilMs });
    return lane;
  }

  it("needs a place of its tenant if it may take more than 30 s, because it may hang", async () => {
    const { enqueuePatient, pollRetries, posts, pass, retries } = await crowded(31);
    enqueuePatient();
    await pollRetries();
    expect([posts.length, retries.size()]).toEqual([0, 1]);
    pass(60);
    await pollRetries();
    expect([posts.length, retries.size()]).toEqual([1, 0]);
  });

  it("needs none for a retry within 30 s", async () => {
    const { enqueuePatient, pollRetries, posts } = await crowded(30);
    enqueuePatient();
    await pollRetries();
    expect(posts).toHaveLength(1);
  });

  it("isn't marked, and gives the place back", async () => {
    const { enqueuePatient, pollRetries, world } = await delivering(undefined, { timeoutSeconds: 31 });
    enqueuePatient();
    await pollRetries();
    expect([world.health.values(), world.slowPosts.get("acme")]).toEqual([[], {}]);
  });
});
