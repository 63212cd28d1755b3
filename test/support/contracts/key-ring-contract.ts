import { describe, expect, it } from "vitest";
import { nextJob } from "../../../lib/core/key-ring/key-ring-job.ts";
import type { KeyRingJobStore } from "../../../lib/core/key-ring/key-ring-ports.ts";
import { INCARNATION, iso, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

/** A table has one job. Tests that share the table continue from the job that an earlier test left. */
async function newJob(jobs: KeyRingJobStore) {
  const before = await jobs.getJob();
  const job = { ...nextJob(before, false, T0), keys: { current: "k1", all: ["k0", "k1"] } };
  return { job, put: () => jobs.putJob(job, before?.version) };
}

/** The contracts of `KeyRingJobStore` and `SealedPartsWriter`. */
export function keyRingContract(open: OpenTable): void {
  describe("KeyRingJobStore", () => {
    it("keeps the latest job, and replaces it only when its version is as read", async () => {
      const { keyRingJobs } = open();
      const { job, put } = await newJob(keyRingJobs);
      expect([await put(), await put()]).toEqual([true, false]);
      expect(await keyRingJobs.getJob()).toEqual(job);
      const next = { ...job, state: "completed" as const, finishedAt: iso(T0), version: job.version + 1 };
      expect(await keyRingJobs.putJob({ ...next, slice: 9 }, job.version - 1)).toBe(false);
      expect(await keyRingJobs.putJob(next, job.version)).toBe(true);
      expect(await keyRingJobs.putJob(next, undefined)).toBe(false);
      expect(await keyRingJobs.getJob()).toEqual(next);
    });

    it("is not listed among the operator's keys", async () => {
      const { keyRingJobs, operatorKeys } = open();
      const before = await operatorKeys.listOperatorKeys();
      await (await newJob(keyRingJobs)).put();
      expect(await operatorKeys.listOperatorKeys()).toHaveLength(before.length);
    });
  });

  describe("SealedPartsWriter", () => {
    const SEALED = { secret: { store: "sealed" as const, versions: ["old"] }, sealedHeaders: { a: "old" } };
    const NEW = { secret: { store: "sealed" as const, versions: ["new"] }, sealedHeaders: { a: "new" } };

    async function stored() {
      const ports = open();
      const tenant = tenantOf();
      await ports.tenants.createTenant(tenant);
      const subscription = subscriptionAt(tenant.id, T0, SEALED);
      await ports.subscriptions.createSubscription(subscription, INCARNATION);
      const key = { tenantId: tenant.id, subscriptionId: subscription.id };
      return { ...ports, subscription, key, read: () => ports.subscriptions.getSubscription(key) };
    }

    it("replaces sealed values, and nothing else", async () => {
      const { sealedParts, subscription, tenants, read } = await stored();
      const before = await tenants.getTenant(subscription.tenantId);
      expect(await sealedParts.replaceSealed(subscription, NEW, iso(T0 + 1))).toBe(true);
      expect(await read()).toEqual({ ...subscription, ...NEW, resealedAt: iso(T0 + 1) });
      expect(await tenants.getTenant(subscription.tenantId)).toEqual(before);
    });

    it("writes nothing over a change, or over another function's values", async () => {
      const { sealedParts, subscription, subscriptions, read } = await stored();
      const edited = { ...subscription, name: "edited", updatedAt: iso(T0 + 1) };
      expect(await subscriptions.replaceSubscription(edited, subscription.updatedAt)).toBe(true);
      expect(await sealedParts.replaceSealed(subscription, NEW, iso(T0 + 2))).toBe(false);
      expect(await sealedParts.replaceSealed(edited, NEW, iso(T0 + 2))).toBe(true);
      expect(await sealedParts.replaceSealed(edited, SEALED, iso(T0 + 3))).toBe(false);
      expect(await read()).toEqual({ ...edited, ...NEW, resealedAt: iso(T0 + 2) });
    });

    it("makes a change that began before it fail, so that no earlier value comes back", async () => {
      const { sealedParts, subscription, subscriptions, read } = await stored();
      await sealedParts.replaceSealed(subscription, NEW, iso(T0 + 1));
      const edited = { ...subscription, name: "edited", updatedAt: iso(T0 + 2) };
      expect(await subscriptions.replaceSubscription(edited, subscription.updatedAt)).toBe(false);
      const current = await read();
      expect(current && (await subscriptions.replaceSubscription({ ...current, name: "N" }, current.updatedAt))).toBe(
        true,
      );
      expect(await read()).toEqual({ ...subscription, ...NEW, name: "N", resealedAt: iso(T0 + 1) });
    });

    it("does not bring back a deleted subscription", async () => {
      const { sealedParts, subscription, subscriptions, key, read } = await stored();
      await subscriptions.deleteSubscription({ ...key, incarnation: INCARNATION });
      expect(await sealedParts.replaceSealed(subscription, NEW, iso(T0 + 1))).toBe(false);
      expect(await read()).toBeUndefined();
    });
  });
}
