import { describe, expect, it } from "vitest";
import { NO_EVIDENCE } from "../../../lib/core/health/evidence.ts";
import type { Health } from "../../../lib/core/health/health.ts";
import type { PlaceRequest } from "../../../lib/core/health/health-store.ts";
import { newId } from "../../../lib/core/ids.ts";
import type { SubscriptionKey } from "../../../lib/core/model/subscription.ts";
import { DAY_MS, iso, T0 } from "./sample-records.ts";
import type { OpenTable, TablePorts } from "./table-ports.ts";

const UNTIL = T0 + 60_000;
/** What is known of an endpoint before anything was counted. */
const NOTHING: Health = { version: 0, quickAnswers: 0, leases: {}, evidence: NO_EVIDENCE };
const QUICK = { quick: 1, slow: 0 };
const SLOW = { quick: 0, slow: 1 };

const request = (leaseId: string, wanted = 1, untilMs = UNTIL): PlaceRequest => ({ leaseId, wanted, untilMs });

/** The ports, with an endpoint of its own. */
function withEndpoint(open: OpenTable) {
  const ports = open();
  const id = newId("sub", T0);
  const key: SubscriptionKey = { tenantId: newId("t", T0), subscriptionId: id };
  const known = () => healthIn(ports, id);
  return {
    ...ports,
    id,
    key,
    known,
    /** Reserves places, given the health as it is now. */
    reserve: async (leaseId: string, wanted?: number, untilMs?: number) =>
      ports.health.reserve(id, (await known()) as Health, request(leaseId, wanted, untilMs)),
    /** Makes a POST that is answered. */
    async answered(leaseId: string, answers = QUICK) {
      await ports.health.reserve(id, (await known()) as Health, request(leaseId));
      await ports.health.release(id, leaseId, answers);
    },
  };
}

async function healthIn({ deliveries }: TablePorts, id: string): Promise<Health | undefined> {
  return (await deliveries.loadContext([], [], [id])).health.get(id);
}

/** The contract of `HealthStore`, whose records `DeliveryReader` reads. */
export function healthContract(open: OpenTable): void {
  describe("a mark", () => {
    it("is read only for the subscriptions that it is asked for", async () => {
      const { deliveries, health, id, key } = withEndpoint(open);
      const [other, healthy] = [newId("sub", T0), newId("sub", T0)];
      for (const one of [id, other]) await health.markSlow({ ...key, subscriptionId: one }, 0);
      expect((await deliveries.loadContext([], [])).health).toEqual(new Map());
      const slow = { ...NOTHING, slowSince: iso(T0) };
      expect((await deliveries.loadContext([], [], [id, healthy])).health).toEqual(new Map([[id, slow]]));
    });

    it("keeps the time, the answers and the leases of an earlier one", async () => {
      const { health, key, known, reserve, answered, setNow } = withEndpoint(open);
      await health.markSlow(key, 0);
      await answered("a");
      await reserve("b", 2);
      setNow(T0 + 1000);
      await health.markSlow(key, 0);
      const leases = { b: { places: 2, sinceMs: T0, untilMs: UNTIL } };
      expect(await known()).toEqual({ ...NOTHING, slowSince: iso(T0), quickAnswers: 1, leases });
    });

    it("counts as absent once it has expired", async () => {
      const { health, key, known, setNow } = withEndpoint(open);
      await health.markSlow(key, 0);
      setNow(T0 + 30 * DAY_MS - 1000);
      expect(await known()).toBeDefined();
      setNow(T0 + 30 * DAY_MS);
      expect(await known()).toBeUndefined();
      await health.markSlow(key, 0);
      expect(await known()).toEqual({ ...NOTHING, slowSince: iso(T0 + 30 * DAY_MS) });
    });

    it("is kept for as long after another mark", async () => {
      const { health, key, known, setNow } = withEndpoint(open);
      await health.markSlow(key, 0);
      setNow(T0 + 20 * DAY_MS);
      await health.markSlow(key, 0);
      setNow(T0 + 49 * DAY_MS);
      expect(await known()).toBeDefined();
      setNow(T0 + 50 * DAY_MS);
      expect(await known()).toBeUndefined();
    });

    it("is kept for as long after a POST", async () => {
      const { health, key, known, reserve, setNow } = withEndpoint(open);
      await health.markSlow(key, 0);
      setNow(T0 + 20 * DAY_MS);
      await reserve("a");
      setNow(T0 + 40 * DAY_MS);
      expect(await known()).toBeDefined();
      setNow(T0 + 50 * DAY_MS);
      expect(await known()).toBeUndefined();
    });
  });

  describe("places at a slow endpoint", () => {
    it("are five", async () => {
      const { health, key, known, reserve } = withEndpoint(open);
      await health.markSlow(key, 0);
      expect([await reserve("a", 3), await reserve("b", 3), await reserve("c", 1)]).toEqual([3, 2, 0]);
      const leases = {
        a: { places: 3, sinceMs: T0, untilMs: UNTIL },
        b: { places: 2, sinceMs: T0, untilMs: UNTIL },
      };
      expect((await known())?.leases).toEqual(leases);
    });

    it("are five in all for functions that ask at once, after an outdated read", async () => {
      const { health, id, key, known } = withEndpoint(open);
      await health.markSlow(key, 0);
      const outdated = (await known()) as Health;
      const ids = Array.from({ length: 8 }, (_, n) => `lease-${n}`);
      const granted = await Promise.all(ids.map((lease) => health.reserve(id, outdated, request(lease, 2))));
      expect(granted.reduce((sum, places) => sum + places)).toBe(5);
      expect(await health.reserve(id, outdated, request("late"))).toBe(0);
      const held = Object.values((await known())?.leases ?? {}).map(({ places }) => places);
      expect(held.reduce((sum, places) => sum + places)).toBe(5);
    });

    it("are free again once their lease is released, or has ended", async () => {
      const { health, id, key, reserve, setNow } = withEndpoint(open);
      await health.markSlow(key, 0);
      await reserve("a", 2);
      await reserve("b", 3);
      await health.release(id, "a", SLOW);
      expect(await reserve("c", 5, UNTIL + 1000)).toBe(2);
      setNow(UNTIL - 1);
      expect(await reserve("d")).toBe(0);
      setNow(UNTIL);
      expect(await reserve("e", 5, UNTIL + 1000)).toBe(3);
    });

    it("are all that are wanted if the endpoint has become healthy since it was read", async () => {
      const { health, id, key, known, answered } = withEndpoint(open);
      await health.markSlow(key, 0);
      const outdated = (await known()) as Health;
      for (const lease of ["a", "b", "c"]) await answered(lease);
      expect(await health.reserve(id, outdated, request("late", 10))).toBe(10);
      expect(await known()).toBeUndefined();
    });
  });

  describe("places at an endpoint with another trouble", () => {
    const failed = { successes: 0, failures: 1, answers: 1, timeOuts: 0, failedDeliveries: ["dlv_1"] };

    it("are all that are wanted if it is no longer slow", async () => {
      const { health, id, key, known, answered } = withEndpoint(open);
      await health.markSlow(key, 0);
      await health.count(key, failed);
      const outdated = (await known()) as Health;
      await answered("a", { quick: 3, slow: 0 });
      for (const read of [outdated, (await known()) as Health])
        expect(await health.reserve(id, read, request("b", 10))).toBe(10);
      expect(await known()).toMatchObject({ leases: {}, evidence: { failures: 1 } });
    });

    it("are given after a hold began or ended, and don't change how long the row is kept", async () => {
      const { health, id, key, known, setNow } = withEndpoint(open);
      const slow = await health.markSlow(key, 0);
      const held = await health.replaceStanding(key, slow, { paused: { since: iso(T0) } });
      expect(await health.reserve(id, slow, request("a", 2))).toBe(2);
      setNow(T0 + 400 * DAY_MS);
      expect(await known()).toMatchObject({ leases: { a: { places: 2 } } });
      await health.replaceStanding(key, held, {});
      expect(await health.reserve(id, held as Health, request("b", 3, T0 + 401 * DAY_MS))).toBe(3);
      setNow(T0 + 430 * DAY_MS);
      expect(await known()).toBeUndefined();
    });
  });

  describe("places of a tenant's slow endpoints", () => {
    it("are 50 in all, for each tenant", async () => {
      const { health } = open();
      const [tenant, other] = [newId("ten", T0), newId("ten", T0)];
      expect(await health.reserveOfTenant(tenant, request("a", 30))).toBe(30);
      expect(await health.reserveOfTenant(tenant, request("b", 30))).toBe(20);
      expect(await health.reserveOfTenant(tenant, request("c"))).toBe(0);
      expect(await health.reserveOfTenant(other, request("c", 30))).toBe(30);
    });

    it("are free again once their lease is released, or has ended", async () => {
      const { health, setNow } = open();
      const tenant = newId("ten", T0);
      await health.reserveOfTenant(tenant, request("a", 10));
      await health.reserveOfTenant(tenant, request("b", 40));
      for (let times = 0; times < 2; times++) await health.releaseOfTenant(tenant, "a");
      expect(await health.reserveOfTenant(tenant, request("c", 50, UNTIL + 1000))).toBe(10);
      setNow(UNTIL);
      expect(await health.reserveOfTenant(tenant, request("d", 50, UNTIL + 1000))).toBe(40);
    });

    it("are given to functions that ask at once, until none is free", async () => {
      const { health } = open();
      const tenant = newId("ten", T0);
      const ids = Array.from({ length: 4 }, (_, n) => `lease-${n}`);
      const granted = await Promise.all(ids.map((lease) => health.reserveOfTenant(tenant, request(lease, 20))));
      expect(granted.reduce((sum, places) => sum + places)).toBe(50);
      expect(await health.reserveOfTenant(tenant, request("late"))).toBe(0);
    });

    it("are left by nobody who has none", async () => {
      const { health } = open();
      const tenant = newId("ten", T0);
      await health.releaseOfTenant(tenant, "a");
      expect(await health.reserveOfTenant(tenant, request("b", 60))).toBe(50);
    });
  });

  describe("an endpoint's answers", () => {
    it("make it healthy when three in a row are quick", async () => {
      const { health, key, known, answered } = withEndpoint(open);
      await health.markSlow(key, 0);
      await answered("a");
      await answered("b");
      expect(await known()).toMatchObject({ quickAnswers: 2 });
      await answered("c");
      expect(await known()).toBeUndefined();
    });

    it("make it healthy when a batch has three quick ones", async () => {
      const { health, key, known, answered } = withEndpoint(open);
      await health.markSlow(key, 0);
      await answered("a", { quick: 3, slow: 0 });
      expect(await known()).toBeUndefined();
    });

    it("don't make it healthy while another POST hangs", async () => {
      const { health, id, key, known, reserve, answered, setNow } = withEndpoint(open);
      await health.markSlow(key, 0);
      await reserve("hanging", 2);
      setNow(T0 + 2000);
      await answered("a", { quick: 3, slow: 0 });
      expect(await known()).toMatchObject({ quickAnswers: 3, leases: { hanging: { places: 2, untilMs: UNTIL } } });
      expect(await reserve("b", 5)).toBe(3);
      await health.release(id, "hanging", SLOW);
      expect(await known()).toMatchObject({ quickAnswers: 0 });
    });

    it("make it healthy although another POST has just begun, or a function died with one", async () => {
      const { health, id, key, known, reserve, answered, setNow } = withEndpoint(open);
      await health.markSlow(key, 0);
      await reserve("lost");
      setNow(UNTIL - 1);
      await reserve("new", 1, UNTIL + 60_000);
      await answered("a", { quick: 3, slow: 0 });
      expect(await known()).toBeDefined();
      setNow(UNTIL);
      await health.reserve(id, (await known()) as Health, request("b", 1, UNTIL + 60_000));
      await health.release(id, "b", QUICK);
      expect(await known()).toBeUndefined();
    });

    it("are counted from the start after a slow one", async () => {
      const { health, key, known, answered } = withEndpoint(open);
      await health.markSlow(key, 0);
      await answered("a", { quick: 2, slow: 0 });
      await answered("b", { quick: 4, slow: 1 });
      expect(await known()).toMatchObject({ quickAnswers: 0, slowSince: iso(T0) });
      await answered("c", { quick: 2, slow: 0 });
      expect(await known()).toEqual({ ...NOTHING, slowSince: iso(T0), quickAnswers: 2 });
    });

    it("stay as they are if there was none", async () => {
      const { health, key, known, answered } = withEndpoint(open);
      await health.markSlow(key, 0);
      await answered("a");
      await answered("b", { quick: 0, slow: 0 });
      expect(await known()).toEqual({ ...NOTHING, slowSince: iso(T0), quickAnswers: 1 });
    });

    it("are counted once for each lease", async () => {
      const { health, id, key, known, reserve } = withEndpoint(open);
      await health.markSlow(key, 0);
      await reserve("a", 2);
      for (let times = 0; times < 2; times++) await health.release(id, "a", { quick: 2, slow: 0 });
      expect(await known()).toEqual({ ...NOTHING, slowSince: iso(T0), quickAnswers: 2 });
    });

    it("are of no interest once it is healthy", async () => {
      const { health, id, known } = withEndpoint(open);
      for (const answers of [QUICK, SLOW, { quick: 3, slow: 0 }]) await health.release(id, "a", answers);
      expect(await known()).toBeUndefined();
    });
  });
}
