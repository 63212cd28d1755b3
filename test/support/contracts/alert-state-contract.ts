import { describe, expect, it } from "vitest";
import { type Alert, alertOf } from "../../../lib/core/alerts/alert.ts";
import { isOpen } from "../../../lib/core/alerts/open-alert.ts";
import { opened } from "../../../lib/core/health/breaker.ts";
import { releaseFrom } from "../../../lib/core/health/release.ts";
import { subscriptionKeyOf } from "../../../lib/core/subscription/subscription-store.ts";
import { deliveryAt, INCARNATION, iso, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

/** The contract of `AlertStates`. */
export function alertStateContract(open: OpenTable): void {
  async function withSubscription() {
    const ports = open();
    const tenant = tenantOf({ name: "Acme <Ltd.>" });
    await ports.tenants.createTenant(tenant);
    const subscription = subscriptionAt(tenant.id, T0, { name: "main" });
    await ports.subscriptions.createSubscription(subscription, INCARNATION);
    const key = subscriptionKeyOf(subscription);
    const stateOf = async (alert: Alert) => {
      const [state] = await ports.alertStates.getStates([alert]);
      if (!state) throw new Error("each alert has a state");
      return state;
    };
    return { ...ports, tenant, subscription, key, stateOf };
  }

  describe("AlertStates", () => {
    it("has the subscription and its tenant's name, as long as it exists", async () => {
      const { subscriptions, subscription, tenant, key, stateOf } = await withSubscription();
      const alert = alertOf(key, "filter.too-slow", { reason: "It is slow." }, T0);
      const { id, name, url, active, updatedAt } = subscription;
      expect(await stateOf(alert)).toMatchObject({
        subscription: { id, name, url, active, updatedAt, tenantId: tenant.id, tenantName: tenant.name },
        health: undefined,
        exhaustedAlertAtMs: undefined,
        delivery: undefined,
      });
      await subscriptions.deleteSubscription({ ...key, incarnation: INCARNATION });
      expect((await stateOf(alert)).subscription).toBeUndefined();
    });

    it("has what is known about the endpoint", async () => {
      const { health, key, stateOf } = await withSubscription();
      const breaker = opened("failures", "connect", T0, 0.5);
      const alert = alertOf(key, "subscription.failing", { since: breaker.since, why: "it fails" }, T0);
      const known = await health.replaceStanding(key, undefined, { breaker, alert });
      expect(isOpen(alert, await stateOf(alert), T0)).toBe(true);
      await health.replaceStanding(key, known, {});
      expect(isOpen(alert, await stateOf(alert), T0)).toBe(false);
    });

    it("knows since when the endpoint has failed, and which backlog is released", async () => {
      const { health, key, stateOf } = await withSubscription();
      const failure = { successes: 0, failures: 1, answers: 1, timeOuts: 0, failedDeliveries: ["dlv_1"] };
      const counted = await health.count(key, failure);
      const [failingSince, disableAt] = [iso(T0), iso(T0 + 1)];
      const facts = { failingSince, failures: 30, disableAt };
      const scheduled = alertOf(key, "subscription.disable-scheduled", facts, T0);
      const limited = alertOf(key, "subscription.rate-limited", { perSecond: 10, oldestHeldAt: iso(T0) }, T0);
      const areOpen = async () =>
        await Promise.all([scheduled, limited].map(async (alert) => isOpen(alert, await stateOf(alert), T0)));
      expect(await areOpen()).toEqual([false, false]);
      const release = { ...releaseFrom(T0), alertedAt: limited.at };
      await health.replaceStanding(key, counted, { disabling: { failingSince, disableAt }, release });
      expect(await areOpen()).toEqual([true, true]);
      await health.count(key, { ...failure, successes: 1, failures: 0, failedDeliveries: [] });
      expect(await areOpen()).toEqual([false, true]);
    });

    it("knows the latest alert about exhausted deliveries, and the delivery that it names", async () => {
      const { digests, recorder, alertLister, subscription, key, stateOf } = await withSubscription();
      const delivery = deliveryAt(subscription, T0, { state: "exhausted", failure: "http-500", lastStatus: 500 });
      await recorder.record([{ before: undefined, delivery }]);
      await digests.addExhausted([delivery]);
      await digests.raiseDigest(key);
      const [alert] = (await alertLister.listAlerts(key, { limit: 2 })).items;
      if (!alert) throw new Error("there is one");
      expect(await stateOf(alert)).toMatchObject({ exhaustedAlertAtMs: T0, delivery: "exhausted" });
      expect(isOpen(alert, await stateOf(alert), T0)).toBe(true);
    });

    it("follows the switch of a subscription", async () => {
      const { subscriptionSwitch, subscription, key, stateOf } = await withSubscription();
      const facts = { reason: "failing", failingSince: iso(T0 - 9), failures: 30 } as const;
      const alert = alertOf(key, "subscription.disabled", facts, T0);
      expect(isOpen(alert, await stateOf(alert), T0)).toBe(false);
      await subscriptionSwitch.disableFailing(key, subscription.url, alert);
      expect(isOpen(alert, await stateOf(alert), T0)).toBe(true);
      await subscriptionSwitch.enableFailing(key, iso(T0 + 1));
      expect(isOpen(alert, await stateOf(alert), T0)).toBe(false);
    });

    it("answers for many alerts in their order, also for two about the same subscription", async () => {
      const [one, other] = [await withSubscription(), await withSubscription()];
      const ids = [one, other, one].map(({ subscription }) => subscription.id);
      const alerts = [one, other, one].map(({ key }) => alertOf(key, "filter.too-slow", { reason: "It is slow." }, T0));
      // The worlds in memory are apart, and the table is one.
      const known = (await one.alertStates.getStates(alerts)).map(({ subscription }) => subscription?.id);
      expect([known[0], known[2], known.length]).toEqual([ids[0], ids[2], 3]);
      expect([ids[1], undefined]).toContain(known[1]);
    });
  });

  describe("SubscriptionHeads", () => {
    it("has subscriptions with the names of their tenants, and leaves out those that are gone", async () => {
      const { heads, subscription, tenant, key } = await withSubscription();
      const { id, name, url, active, updatedAt } = subscription;
      const known = await heads.getHeads([key, key, { ...key, subscriptionId: `${id}x` }]);
      expect([...known.keys()]).toEqual([id]);
      const tenantName = tenant.name;
      expect(known.get(id)).toMatchObject({ id, name, url, active, updatedAt, tenantId: tenant.id, tenantName });
    });

    it("lists those that Posthorn has switched off, the earliest first, until they are switched on", async () => {
      const { heads, subscriptions, subscriptionSwitch, tenant, subscription, key } = await withSubscription();
      const earlier = subscriptionAt(tenant.id, T0 + 1);
      await subscriptions.createSubscription(earlier, INCARNATION);
      const offOf = async () => (await heads.listOff(1000)).filter(({ tenantId }) => tenantId === tenant.id);
      const offAt = (ms: number) => alertOf(key, "subscription.disabled", { reason: "gone" }, ms);
      await subscriptionSwitch.disableFailing(key, subscription.url, offAt(T0 + 2));
      await subscriptionSwitch.disableGone(subscriptionKeyOf(earlier), earlier.url, offAt(T0 + 1));
      const both = [
        { ...subscriptionKeyOf(earlier), disabledAt: iso(T0 + 1) },
        { ...key, disabledAt: iso(T0 + 2) },
      ];
      expect(await offOf()).toEqual(both);
      const gone = await subscriptions.getSubscription(subscriptionKeyOf(earlier));
      if (!gone) throw new Error("it is there");
      const edited = { ...gone, name: "edited", updatedAt: iso(T0 + 5) };
      expect(await subscriptions.replaceSubscription(edited, gone.updatedAt)).toBe(true);
      expect(await offOf()).toEqual(both);
      const { disabledReason: _reason, disabledAt: _at, ...rest } = edited;
      const on = { ...rest, active: true, updatedAt: iso(T0 + 6) };
      expect(await subscriptions.replaceSubscription(on, edited.updatedAt)).toBe(true);
      await subscriptionSwitch.enableFailing(key, iso(T0 + 7));
      expect(await offOf()).toEqual([]);
    });
  });
}
