import { describe, expect, it } from "vitest";
import type { Delivery } from "../../../lib/core/model/delivery.ts";
import { subscriptionKeyOf } from "../../../lib/core/subscription/subscription-store.ts";
import { DAY_MS, deliveryAt, iso, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

const MINUTE_MS = 60_000;
const DUE_MS = T0 + 5 * MINUTE_MS;

/** The contract of `ExhaustedDigests`. */
export function exhaustedDigestContract(open: OpenTable): void {
  function withSubscription() {
    const ports = open();
    const tenantId = tenantOf().id;
    const subscription = subscriptionAt(tenantId, T0);
    const key = subscriptionKeyOf(subscription);
    const exhausted = (count: number, of = subscription): Delivery[] =>
      Array.from({ length: count }, () =>
        deliveryAt(of, T0, { state: "exhausted", failure: "http-500", lastStatus: 500 }),
      );
    const isDue = async (ms: number) =>
      (await ports.digests.listDueDigests(ms, 1000)).some((one) => one.subscriptionId === key.subscriptionId);
    const raised = async () => (await ports.alertLister.listAlerts({ tenantId }, { limit: 100 })).items.reverse();
    const untold = async () =>
      (await ports.alerts.listUntold("people", 1000)).filter((one) => one.tenantId === tenantId);
    return { ...ports, subscription, key, exhausted, isDue, raised, untold };
  }

  describe("ExhaustedDigests", () => {
    it("raise one alert for many deliveries, five minutes after the first", async () => {
      const { digests, key, exhausted, isDue, raised, untold, setNow } = withSubscription();
      const made = exhausted(7);
      await digests.addExhausted(made.slice(0, 4));
      setNow(T0 + MINUTE_MS);
      await digests.addExhausted(made.slice(4));
      expect([await isDue(DUE_MS - 1), await isDue(DUE_MS)]).toEqual([false, true]);
      setNow(DUE_MS);
      await digests.raiseDigest(key);
      const { id: deliveryId, eventId, type } = made[6] as Delivery;
      const latest = { deliveryId, eventId, type, failure: "http-500", lastStatus: 500 };
      const facts = { count: 7, since: iso(T0), until: iso(T0 + MINUTE_MS), latest };
      expect(await raised()).toMatchObject([{ ...key, type: "delivery.exhausted", at: iso(DUE_MS), facts, told: {} }]);
      expect(await untold()).toEqual(await raised());
      expect(await isDue(T0 + DAY_MS)).toBe(false);
      await digests.raiseDigest(key);
      expect(await raised()).toHaveLength(1);
    });

    it("are one for each subscription, without fields that a delivery lacks", async () => {
      const { digests, subscription, key, exhausted, raised } = withSubscription();
      const other = subscriptionAt(subscription.tenantId, T0 + 1);
      const [bare] = exhausted(1, other).map(({ failure: _failure, lastStatus: _status, ...fields }) => fields);
      if (!bare) throw new Error("there is one");
      await digests.addExhausted([...exhausted(2), bare, ...exhausted(1)]);
      await digests.raiseDigest(key);
      await digests.raiseDigest(subscriptionKeyOf(other));
      const { id: deliveryId, eventId, type } = bare;
      expect((await raised()).map((one) => [one.subscriptionId, one.facts]).sort()).toMatchObject([
        [key.subscriptionId, { count: 3 }],
        [other.id, { count: 1, latest: { deliveryId, eventId, type } }],
      ]);
    });

    it("raise at most one alert an hour, and lose no delivery", async () => {
      const { digests, key, exhausted, isDue, raised, setNow } = withSubscription();
      await digests.addExhausted(exhausted(1));
      setNow(DUE_MS);
      await digests.raiseDigest(key);
      await digests.addExhausted(exhausted(2));
      expect(await isDue(DUE_MS + 5 * MINUTE_MS)).toBe(true);
      setNow(DUE_MS + 5 * MINUTE_MS);
      await digests.raiseDigest(key);
      expect(await raised()).toHaveLength(1);
      const nextMs = DUE_MS + 60 * MINUTE_MS;
      expect([await isDue(nextMs - 1), await isDue(nextMs)]).toEqual([false, true]);
      await digests.addExhausted(exhausted(3));
      expect([await isDue(nextMs - 1), await isDue(nextMs)]).toEqual([false, true]);
      setNow(nextMs);
      await digests.raiseDigest(key);
      expect((await raised()).map(({ facts }) => facts)).toMatchObject([{ count: 1 }, { count: 5 }]);
      expect(await isDue(nextMs + DAY_MS)).toBe(false);
    });

    it("count deliveries that are added at the same time, and raise one alert if several functions do", async () => {
      const { digests, key, exhausted, raised } = withSubscription();
      await Promise.all(Array.from({ length: 5 }, () => digests.addExhausted(exhausted(2))));
      await Promise.all(Array.from({ length: 4 }, () => digests.raiseDigest(key)));
      expect((await raised()).map(({ facts }) => facts)).toMatchObject([{ count: 10 }]);
    });

    it("lose no delivery that is added while the alert is raised", async () => {
      const { digests, key, exhausted, raised, setNow } = withSubscription();
      await digests.addExhausted(exhausted(1));
      await Promise.all([
        digests.raiseDigest(key),
        ...Array.from({ length: 5 }, () => digests.addExhausted(exhausted(1))),
      ]);
      for (const hour of [1, 2]) {
        setNow(T0 + hour * 61 * MINUTE_MS);
        await digests.raiseDigest(key);
      }
      const counts = (await raised()).map(({ facts }) => (facts as { count: number }).count);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
    });

    it("are listed with the longest overdue first, as far as the limit goes", async () => {
      const { digests, exhausted, setNow } = withSubscription();
      const subscriptions = [0, 1, 2].map((n) => subscriptionAt(tenantOf().id, T0 + n));
      // Long before everything that other tests leave in the table.
      for (const [n, subscription] of subscriptions.entries()) {
        setNow(100 - n * 10);
        await digests.addExhausted(exhausted(1, subscription));
      }
      const sorted = subscriptions.map(subscriptionKeyOf).reverse();
      expect(await digests.listDueDigests(5 * MINUTE_MS + 95, 100)).toEqual(sorted.slice(0, 2));
      expect(await digests.listDueDigests(DAY_MS, 2)).toEqual(sorted.slice(0, 2));
      for (const key of sorted) await digests.raiseDigest(key);
      expect(await digests.listDueDigests(DAY_MS, 100)).toEqual([]);
    });

    it("raise nothing if there is nothing", async () => {
      const { digests, key, raised } = withSubscription();
      await digests.addExhausted([]);
      await digests.raiseDigest(key);
      expect(await raised()).toEqual([]);
    });
  });
}
