import { beforeEach, describe, expect, it } from "vitest";
import { alertOf } from "../../../lib/core/alerts/alert.ts";
import { PipelineFault } from "../../../lib/core/errors.ts";
import type { Subscription } from "../../../lib/core/model/subscription.ts";
import { MASKED } from "../../../lib/core/subscription/custom-headers.ts";
import { withOpenHeaders } from "../../../lib/core/subscription/sealed-headers.ts";
import { sealingStore } from "../../../lib/core/subscription/sealing-store.ts";
import { memorySeals } from "../memory/memory-seals.ts";
import { memoryWorld } from "../memory/memory-world.ts";
import { INCARNATION, iso, refTo, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable, TablePorts } from "./table-ports.ts";

const keyOf = (s: { tenantId: string; id: string }) => ({ ...refTo(s.tenantId), subscriptionId: s.id });

const offAt = (ms: number) =>
  alertOf({ tenantId: "acme", subscriptionId: "sub_1" }, "subscription.disabled", { reason: "gone" }, ms);

/** The contracts of `SubscriptionStore`, `SubscriptionLister` and `SubscriptionSwitch`. */
export function subscriptionContract(open: OpenTable): void {
  let ports: TablePorts;
  let tenantId: string;
  const version = async () => (await ports.tenants.getTenant(tenantId))?.version;

  beforeEach(async () => {
    ports = open();
    const tenant = tenantOf();
    tenantId = tenant.id;
    await ports.tenants.createTenant(tenant);
  });

  describe("SubscriptionStore", () => {
    it("creates a subscription with all fields, and bumps the version", async () => {
      const subscription = subscriptionAt(tenantId, T0, {
        name: "main",
        headers: { "x-env": "", constructor: "x" },
        metadata: { a: "b", constructor: "c", toString: "d" },
        secret: { store: "secrets-manager", secretId: "arn:x", versions: ["v2", "v1"] },
      });
      await ports.subscriptions.createSubscription(subscription, INCARNATION);
      expect(await ports.subscriptions.getSubscription(keyOf(subscription))).toEqual(subscription);
      expect(await version()).toBe(1);
    });

    it("ends the intent to store a secret when its subscription is created", async () => {
      const [kept, lost] = [0, 1].map((n) => subscriptionAt(tenantId, T0, { createdAt: iso(T0 + n) }));
      if (!kept || !lost) throw new Error("unreachable");
      const intentOf = ({ id, createdAt: at }: Subscription) => ({ tenantId, subscriptionId: id, at });
      const listed = async (beforeMs: number) =>
        (await ports.intents.listSecrets(iso(beforeMs))).filter((intent) => intent.tenantId === tenantId);
      for (const one of [lost, kept]) await ports.intents.beginSecret(intentOf(one));
      expect([await listed(T0 + 1), await listed(T0 + 2)]).toEqual([
        [intentOf(kept)],
        [intentOf(kept), intentOf(lost)],
      ]);
      await ports.subscriptions.createSubscription(kept, INCARNATION);
      expect(await listed(T0 + 2)).toEqual([intentOf(lost)]);
      for (let n = 0; n < 2; n++) await ports.intents.endSecret(intentOf(lost));
      expect(await listed(T0 + 2)).toEqual([]);
    });

    it("begins an intent when a subscription is deleted, because its secret must go too", async () => {
      const subscription = subscriptionAt(tenantId, T0);
      const key = keyOf(subscription);
      await ports.subscriptions.createSubscription(subscription, INCARNATION);
      ports.setNow(T0 + 5);
      await ports.subscriptions.deleteSubscription(key);
      await ports.subscriptions.deleteSubscription(key);
      const begun = (await ports.intents.listSecrets(iso(T0 + 6))).filter((one) => one.tenantId === tenantId);
      expect(begun).toEqual([{ tenantId, subscriptionId: subscription.id, at: iso(T0 + 5) }]);
      expect(await ports.intents.listSecrets(iso(T0 + 6), tenantId)).toEqual(begun);
      expect(await ports.intents.listSecrets(iso(T0 + 5), tenantId)).toEqual([]);
      expect(await ports.intents.listSecrets(iso(T0 + 6), tenantOf().id)).toEqual([]);
      for (const one of begun) await ports.intents.endSecret(one);
    });

    it("seals the values of sensitive headers through a sealing store", async () => {
      const seals = memorySeals(memoryWorld(() => T0));
      const store = sealingStore(ports.subscriptions, seals);
      const given = { headers: { A: "hunter2", b: "2" }, sensitiveHeaders: ["a", "B"] };
      const subscription = subscriptionAt(tenantId, T0, given);
      await store.createSubscription(subscription, INCARNATION);
      const created = await ports.subscriptions.getSubscription(keyOf(subscription));
      expect(created).toMatchObject({ headers: { A: MASKED, b: MASKED }, sealedHeaders: { A: expect.any(String) } });
      const next = { ...subscription, headers: { A: "swordfish", b: MASKED }, updatedAt: iso(T0 + 1) };
      const kept = { ...next, sealedHeaders: created?.sealedHeaders ?? {} };
      expect(await store.replaceSubscription(kept, iso(T0))).toBe(true);
      const [replaced] = await store.listSubscriptions(tenantId);
      expect(replaced?.sealedHeaders).toEqual({ A: expect.any(String), b: created?.sealedHeaders?.b });
      expect(JSON.stringify([created, replaced])).not.toMatch(/hunter2|swordfish/);
      expect(replaced && (await withOpenHeaders(seals, replaced)).headers).toEqual({ A: "swordfish", b: "2" });
    });

    it("counts a tenant's subscriptions", async () => {
      const counts = [await ports.subscriptions.countSubscriptions(tenantId)];
      const [a, b] = [subscriptionAt(tenantId, T0), subscriptionAt(tenantId, T0 + 1)];
      for (const one of [a, b]) await ports.subscriptions.createSubscription(one, INCARNATION);
      counts.push(await ports.subscriptions.countSubscriptions(tenantId));
      await ports.subscriptions.deleteSubscription(keyOf(a));
      counts.push(await ports.subscriptions.countSubscriptions(tenantId));
      expect(counts).toEqual([0, 2, 1]);
    });

    it("counts a tenant's ordered subscriptions", async () => {
      const plain = subscriptionAt(tenantId, T0);
      const ordered: Subscription = { ...subscriptionAt(tenantId, T0 + 1), ordered: true };
      const counts = [await ports.subscriptions.countOrdered(tenantId)];
      for (const one of [plain, ordered]) await ports.subscriptions.createSubscription(one, INCARNATION);
      counts.push(await ports.subscriptions.countOrdered(tenantId));
      await ports.subscriptions.deleteSubscription(keyOf(ordered));
      counts.push(await ports.subscriptions.countOrdered(tenantId));
      expect(counts).toEqual([0, 1, 0]);
    });

    it("lists oldest first, and only the tenant's own", async () => {
      const other = tenantOf();
      await ports.tenants.createTenant(other);
      const [a, b, c] = [T0 + 1, T0 + 2, T0 + 3].map((ms) => subscriptionAt(tenantId, ms));
      for (const s of [c, a, b, subscriptionAt(other.id, T0)])
        if (s) await ports.subscriptions.createSubscription(s, INCARNATION);
      expect((await ports.subscriptions.listSubscriptions(tenantId)).map((s) => s.id)).toEqual([a?.id, b?.id, c?.id]);
      expect(await ports.subscriptions.listSubscriptions(tenantOf().id)).toEqual([]);
    });

    it("lists what matching reads of them, in the same order", async () => {
      const what = { name: "n", filter: "true", pull: true, active: false, metadata: { a: "b" } } as const;
      const fields = { ...what, ordered: true, orderingKey: "data.a" } as const;
      const [a, b] = [subscriptionAt(tenantId, T0 + 1), subscriptionAt(tenantId, T0 + 2, fields)];
      for (const s of [b, a]) await ports.subscriptions.createSubscription(s, INCARNATION);
      const candidates = await ports.candidates.listCandidates(tenantId);
      expect(candidates).toEqual([
        { id: a.id, events: a.events, active: true, metadata: {} },
        { id: b.id, events: b.events, ...fields },
      ]);
      expect(await ports.candidates.listCandidates(tenantOf().id)).toEqual([]);
    });

    it("does not give a subscription to another tenant", async () => {
      const subscription = subscriptionAt(tenantId, T0);
      await ports.subscriptions.createSubscription(subscription, INCARNATION);
      const key = { tenantId: tenantOf().id, subscriptionId: subscription.id };
      expect(await ports.subscriptions.getSubscription(key)).toBeUndefined();
    });

    it("fails to create for a tenant that does not exist, and creates nothing", async () => {
      const orphan = subscriptionAt(tenantOf().id, T0);
      await expect(ports.subscriptions.createSubscription(orphan, INCARNATION)).rejects.toThrow(PipelineFault);
      expect(await ports.subscriptions.getSubscription(keyOf(orphan))).toBeUndefined();
    });

    it("replaces an unchanged subscription, and drops undefined fields", async () => {
      const before = subscriptionAt(tenantId, T0, { name: "main", disabledReason: "gone", active: false });
      await ports.subscriptions.createSubscription(before, INCARNATION);
      const { disabledReason: _gone, ...kept } = before;
      const after = { ...kept, active: true, updatedAt: iso(T0 + 1) };
      expect(await ports.subscriptions.replaceSubscription({ ...after, disabledReason: undefined }, iso(T0))).toBe(
        true,
      );
      expect(await ports.subscriptions.getSubscription(keyOf(before))).toEqual(after);
      expect(await version()).toBe(2);
    });

    it("doesn't replace a subscription that was changed or deleted meanwhile", async () => {
      const subscription = subscriptionAt(tenantId, T0);
      await ports.subscriptions.createSubscription(subscription, INCARNATION);
      const late = { ...subscription, url: "https://late.example" };
      expect(await ports.subscriptions.replaceSubscription(late, iso(T0 - 1))).toBe(false);
      expect(await ports.subscriptions.getSubscription(keyOf(subscription))).toEqual(subscription);
      await ports.subscriptions.deleteSubscription(keyOf(subscription));
      expect(await ports.subscriptions.replaceSubscription(late, iso(T0))).toBe(false);
      expect(await ports.subscriptions.getSubscription(keyOf(subscription))).toBeUndefined();
      expect(await version()).toBe(2);
    });

    it("lets exactly one of two writers win", async () => {
      const subscription = subscriptionAt(tenantId, T0);
      await ports.subscriptions.createSubscription(subscription, INCARNATION);
      const writes = [1, 2, 3].map((n) =>
        ports.subscriptions.replaceSubscription({ ...subscription, updatedAt: iso(T0 + n) }, iso(T0)),
      );
      expect((await Promise.all(writes)).filter(Boolean)).toHaveLength(1);
      expect(await version()).toBe(2);
    });

    it("pages oldest first, and only through the tenant's own", async () => {
      const other = tenantOf();
      await ports.tenants.createTenant(other);
      const all = Array.from({ length: 5 }, (_, n) => subscriptionAt(tenantId, T0 + n));
      for (const s of [...all.toReversed(), subscriptionAt(other.id, T0)])
        await ports.subscriptions.createSubscription(s, INCARNATION);
      const first = await ports.subscriptions.pageSubscriptions(tenantId, { limit: 3 });
      expect(first.items).toEqual(all.slice(0, 3));
      const second = await ports.subscriptions.pageSubscriptions(tenantId, { limit: 2, after: first.next });
      expect(second).toEqual({ items: all.slice(3) });
      expect(await ports.subscriptions.pageSubscriptions(tenantOf().id, { limit: 2 })).toEqual({ items: [] });
    });

    it.each(["", "x", "sub_1"])("rejects the cursor %j", async (after) => {
      const page = ports.subscriptions.pageSubscriptions(tenantId, { limit: 2, after });
      await expect(page).rejects.toMatchObject({ status: 422 });
    });

    it("records who saw the secret, bumps no version, and keeps the record through later changes", async () => {
      const subscription = subscriptionAt(tenantId, T0);
      const shown = { at: iso(T0 + 9), keyId: "k" };
      await ports.subscriptions.createSubscription(subscription, INCARNATION);
      const marked = { ...subscription, secretShown: shown };
      expect(await ports.subscriptions.recordSecretShown(keyOf(subscription), shown)).toEqual(marked);
      expect(await ports.subscriptions.getSubscription(keyOf(subscription))).toEqual(marked);
      expect(await version()).toBe(1);
      const next = { ...subscription, updatedAt: iso(T0 + 1) };
      expect(await ports.subscriptions.replaceSubscription(next, iso(T0))).toBe(false);
      expect(await ports.subscriptions.replaceSubscription({ ...next, secretShown: shown }, iso(T0))).toBe(true);
      const again = { at: iso(T0 + 10), keyId: "k" };
      await ports.subscriptions.recordSecretShown(keyOf(subscription), again);
      expect(await ports.subscriptions.replaceSubscription({ ...next, secretShown: shown }, iso(T0 + 1))).toBe(false);
    });

    it("records nothing for a missing subscription", async () => {
      const key = keyOf(subscriptionAt(tenantId, T0));
      expect(await ports.subscriptions.recordSecretShown(key, { at: iso(T0), keyId: "k" })).toBeUndefined();
      expect(await ports.subscriptions.getSubscription(key)).toBeUndefined();
    });

    it("deletes an unchanged subscription, or any one when no version is expected", async () => {
      const subscription = subscriptionAt(tenantId, T0);
      await ports.subscriptions.createSubscription(subscription, INCARNATION);
      expect(await ports.subscriptions.deleteSubscription(keyOf(subscription), iso(T0 + 1))).toBe(false);
      expect(await ports.subscriptions.deleteSubscription(keyOf(subscription), iso(T0))).toBe(true);
      expect(await ports.subscriptions.getSubscription(keyOf(subscription))).toBeUndefined();
    });

    it("deletes once", async () => {
      const subscription = subscriptionAt(tenantId, T0);
      await ports.subscriptions.createSubscription(subscription, INCARNATION);
      expect(await ports.subscriptions.deleteSubscription(keyOf(subscription))).toBe(true);
      expect(await ports.subscriptions.deleteSubscription(keyOf(subscription))).toBe(false);
      expect(await version()).toBe(2);
    });
  });

  describe("SubscriptionSwitch", () => {
    it.each([
      ["disableGone", "gone"],
      ["disableFailing", "failing"],
    ] as const)("%s disables a subscription with the reason, and bumps the version, once", async (disable, reason) => {
      const subscription = subscriptionAt(tenantId, T0);
      await ports.subscriptions.createSubscription(subscription, INCARNATION);
      await ports.subscriptionSwitch[disable](keyOf(subscription), subscription.url, offAt(T0 + 5));
      await ports.subscriptionSwitch[disable](keyOf(subscription), subscription.url, offAt(T0 + 6));
      expect(await ports.subscriptions.getSubscription(keyOf(subscription))).toEqual({
        ...subscription,
        active: false,
        disabledReason: reason,
        disabledAt: iso(T0 + 5),
        updatedAt: iso(T0 + 5),
      });
      expect(await version()).toBe(2);
    });

    it("enables a subscription whose endpoint failed, and bumps the version, once", async () => {
      const subscription = subscriptionAt(tenantId, T0);
      await ports.subscriptions.createSubscription(subscription, INCARNATION);
      await ports.subscriptionSwitch.disableFailing(keyOf(subscription), subscription.url, offAt(T0 + 5));
      await ports.subscriptionSwitch.enableFailing(keyOf(subscription), iso(T0 + 6));
      await ports.subscriptionSwitch.enableFailing(keyOf(subscription), iso(T0 + 7));
      expect(await ports.subscriptions.getSubscription(keyOf(subscription))).toEqual({
        ...subscription,
        active: true,
        updatedAt: iso(T0 + 6),
      });
      expect(await version()).toBe(3);
    });

    it.each([
      ["is gone", { active: false, disabledReason: "gone" }],
      ["a person switched off", { active: false }],
    ] as const)("enables no subscription that %s", async (_name, fields) => {
      const subscription = subscriptionAt(tenantId, T0, fields);
      await ports.subscriptions.createSubscription(subscription, INCARNATION);
      await ports.subscriptionSwitch.enableFailing(keyOf(subscription), iso(T0 + 5));
      expect(await ports.subscriptions.getSubscription(keyOf(subscription))).toEqual(subscription);
      expect(await version()).toBe(1);
    });

    it("ignores a subscription whose URL has changed", async () => {
      const subscription = subscriptionAt(tenantId, T0);
      await ports.subscriptions.createSubscription(subscription, INCARNATION);
      await ports.subscriptionSwitch.disableGone(keyOf(subscription), "https://former.example/", offAt(T0 + 5));
      expect(await ports.subscriptions.getSubscription(keyOf(subscription))).toEqual(subscription);
    });

    it("ignores a deleted subscription", async () => {
      const key = { tenantId, subscriptionId: subscriptionAt(tenantId, T0).id };
      await ports.subscriptionSwitch.disableGone(key, "https://gone.example/", offAt(T0));
      await ports.subscriptionSwitch.enableFailing(key, iso(T0));
      expect(await ports.subscriptions.getSubscription(key)).toBeUndefined();
      expect(await version()).toBe(0);
    });
  });
}
