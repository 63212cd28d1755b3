import { describe, expect, it } from "vitest";
import { alertOf } from "../../../lib/core/alerts/alert.ts";
import { changeStanding } from "../../../lib/core/health/change-standing.ts";
import type { ChangedStanding, Health } from "../../../lib/core/health/health.ts";
import { releaseFrom } from "../../../lib/core/health/release.ts";
import { standingOf } from "../../../lib/core/health/transitions.ts";
import type { SubscriptionKey } from "../../../lib/core/model/subscription.ts";
import { subscriptionKeyOf } from "../../../lib/core/subscription/subscription-store.ts";
import { breakerOf } from "../health.ts";
import { DAY_MS, INCARNATION, iso, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

const FAILED = { successes: 0, failures: 3, answers: 3, timeOuts: 0, failedDeliveries: ["dlv_1"] };

/** An alert is stored if the change is made that it is about, and only then. */
export function raisedAlertContract(open: OpenTable): void {
  async function withSubscription() {
    const ports = open();
    const tenant = tenantOf();
    await ports.tenants.createTenant(tenant);
    const subscription = subscriptionAt(tenant.id, T0);
    await ports.subscriptions.createSubscription(subscription, INCARNATION);
    const key: SubscriptionKey = subscriptionKeyOf(subscription);
    const filter = { tenantId: key.tenantId };
    const raised = async () =>
      (await ports.alertLister.listAlerts(filter, { limit: 100 })).items
        .reverse()
        .map(({ told: _told, ...one }) => one);
    return { ...ports, subscription, key, raised };
  }

  const failing = (key: SubscriptionKey, ms = T0) =>
    alertOf(key, "subscription.failing", { since: iso(ms), why: "it fails" }, ms);

  describe("the alert of a change of a standing", () => {
    it("is stored with the first standing, and with a later one", async () => {
      const { health, key, raised } = await withSubscription();
      const alerts = [failing(key, T0), failing(key, T0 + 1)];
      const breaker = breakerOf(T0, { failure: "connect" });
      const first = await health.replaceStanding(key, undefined, { breaker, alert: alerts[0] });
      expect(first).toEqual(await health.getHealth(key.subscriptionId));
      expect(first).toMatchObject({ breaker, version: 1 });
      const second = await health.replaceStanding(key, first, { paused: { since: iso(T0) }, alert: alerts[1] });
      expect(second).toEqual(await health.getHealth(key.subscriptionId));
      expect(second).toMatchObject({ paused: { since: iso(T0) }, version: 2 });
      expect(await raised()).toEqual(alerts);
    });

    it("leaves what was counted alone, but for the window that a release begins", async () => {
      const { health, key } = await withSubscription();
      const slow = (await health.count(key, FAILED)) && (await health.markSlow(key, 2));
      const breaker = breakerOf(T0, { failure: "connect" });
      const open = await health.replaceStanding(key, slow, { breaker, alert: failing(key) });
      expect(open).toEqual({ ...slow, breaker, version: 1 });
      expect(await health.getHealth(key.subscriptionId)).toEqual(open);
      const alert = alertOf(key, "subscription.recovered", { failingSince: iso(T0) }, T0);
      const closed = await health.replaceStanding(key, open, { release: releaseFrom(T0 + 5), alert });
      expect(closed?.evidence).toMatchObject({ windowSinceMs: T0 + 5, attempts: 0, failuresInARow: 3 });
      expect(await health.getHealth(key.subscriptionId)).toEqual(closed);
    });

    it("isn't stored if somebody else was faster", async () => {
      const { health, key, raised } = await withSubscription();
      const first = await health.replaceStanding(key, undefined, { breaker: breakerOf(T0) });
      await health.replaceStanding(key, first, {});
      expect(await health.replaceStanding(key, undefined, { alert: failing(key) })).toBeUndefined();
      expect(await health.replaceStanding(key, first, { alert: failing(key) })).toBeUndefined();
      await health.forget(key.subscriptionId);
      expect(await health.replaceStanding(key, first, { alert: failing(key) })).toBeUndefined();
      expect(await raised()).toEqual([]);
    });

    it("is stored once by many that make the same change at once", async () => {
      const { health, key, raised } = await withSubscription();
      const known = await health.replaceStanding(key, undefined, { breaker: breakerOf(T0) });
      const alerted = (before: Health | undefined): ChangedStanding | undefined =>
        before?.breaker && !before.breaker.isAlerted
          ? { ...standingOf(before), breaker: { ...before.breaker, isAlerted: true }, alert: failing(key) }
          : undefined;
      await Promise.all(Array.from({ length: 5 }, () => changeStanding(health, key, alerted, known)));
      expect(await raised()).toHaveLength(1);
      expect((await health.getHealth(key.subscriptionId))?.breaker?.isAlerted).toBe(true);
    });
  });

  describe("the alert of a switch-off", () => {
    it.each(["disableGone", "disableFailing"] as const)("is stored once by %s", async (disable) => {
      const { subscriptionSwitch, subscription, key, raised } = await withSubscription();
      const alerts = [1, 2].map((n) => alertOf(key, "subscription.disabled", { reason: "gone" }, T0 + n));
      for (const alert of alerts) await subscriptionSwitch[disable](key, subscription.url, alert);
      expect(await raised()).toEqual(alerts.slice(0, 1));
    });

    it("isn't stored if the subscription has another URL, or is gone", async () => {
      const { subscriptionSwitch, subscriptions, subscription, key, raised } = await withSubscription();
      const alert = alertOf(key, "subscription.disabled", { reason: "gone" }, T0);
      await subscriptionSwitch.disableGone(key, "https://former.example/", alert);
      await subscriptions.deleteSubscription({ ...key, incarnation: INCARNATION });
      await subscriptionSwitch.disableFailing(key, subscription.url, alert);
      expect(await raised()).toEqual([]);
    });

    it("is stored with the subscription that a request changes, if nobody else changed it", async () => {
      const { subscriptions, subscription, key, raised } = await withSubscription();
      const off = { ...subscription, active: false, updatedAt: iso(T0 + 1) };
      const facts = { reason: "by-hand", by: "acme-01234567" } as const;
      const alerts = [1, 2].map((n) => alertOf(key, "subscription.disabled", facts, T0 + n));
      expect(await subscriptions.replaceSubscription(off, subscription.updatedAt, alerts[0])).toBe(true);
      expect(await subscriptions.replaceSubscription(off, subscription.updatedAt, alerts[1])).toBe(false);
      expect(await raised()).toEqual(alerts.slice(0, 1));
    });
  });

  describe("the alert of an expression that takes too long", () => {
    it("is stored at most once a day for a subscription", async () => {
      const { filterProblems, key, raised, setNow } = await withSubscription();
      for (const ms of [0, 60_000, DAY_MS - 1, DAY_MS + 60_000, DAY_MS + 120_000]) {
        setNow(T0 + ms);
        const problem = { at: iso(T0 + ms), reason: `after ${ms}` };
        await filterProblems.noteProblems(key.tenantId, new Map([[key.subscriptionId, problem]]));
      }
      const expected = { ...key, type: "filter.too-slow" };
      expect(await raised()).toMatchObject([
        { ...expected, facts: { reason: "after 0" }, at: iso(T0) },
        { ...expected, facts: { reason: `after ${DAY_MS + 60_000}` }, at: iso(T0 + DAY_MS + 60_000) },
      ]);
    });

    it("is one for each subscription", async () => {
      const { filterProblems, key, raised } = await withSubscription();
      const problem = { at: iso(T0), reason: "slow" };
      const problems = ["sub_a", "sub_b"].map((name) => [`${name}${key.subscriptionId}`, problem] as const);
      await filterProblems.noteProblems(key.tenantId, new Map(problems));
      expect((await raised()).map(({ subscriptionId }) => subscriptionId).sort()).toEqual(problems.map(([id]) => id));
    });
  });
}
