import { describe, expect, it } from "vitest";
import { PipelineFault, Refusal } from "../../../lib/core/errors.ts";
import { newId } from "../../../lib/core/ids.ts";
import {
  afterErasedPage,
  ERASURE_STEPS,
  newDeletion,
  type TenantDeletion,
} from "../../../lib/core/tenant-deletion/tenant-deletion.ts";
import { incarnationRows, whatIsLeft } from "./incarnation-rows.ts";
import { iso, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable, TablePorts } from "./table-ports.ts";

const NOTHING = {
  events: 0,
  deliveries: [],
  attempts: 0,
  recipients: [],
  claims: [],
  statuses: [],
  problems: [],
  digests: [],
  alerts: [],
  health: [],
  replays: 0,
  audit: 0,
  auditHeads: 0,
  replayHeads: 0,
  replay: undefined,
  hasFreePlace: true,
  answer: undefined,
  hasPortalSession: false,
  branding: { version: 0 },
  logo: undefined,
  rejection: undefined,
  tallies: 0,
};

/** Erases all that an eraser erases. Resolves with the deletion afterwards. */
async function eraseAll({ tenantEraser }: TablePorts, deletion: TenantDeletion): Promise<TenantDeletion> {
  let current = deletion;
  while (current.step !== "secrets") {
    const page = await tenantEraser[current.step](current);
    current = { ...current, ...afterErasedPage(current, page, iso(T0)) };
  }
  return current;
}

async function deletedTenant({ tenants }: TablePorts, ms = T0): Promise<TenantDeletion> {
  const tenant = tenantOf();
  await tenants.createTenant(tenant);
  const deletion = await tenants.deleteTenant(tenant.id, (gone) => newDeletion(gone, ms));
  if (typeof deletion === "string") throw new Error(deletion);
  return deletion;
}

/** The contracts of `TenantDeletionStore` and `TenantEraser`. */
export function tenantDeletionContract(open: OpenTable): void {
  describe("TenantDeletionStore", () => {
    it("has the deletion of every deleted tenant", async () => {
      const ports = open();
      const deletion = await deletedTenant(ports);
      expect(deletion).toMatchObject({ state: "waiting", step: ERASURE_STEPS[0], createdAt: iso(T0) });
      expect(await ports.deletions.getDeletion(deletion.id)).toEqual(deletion);
      expect(await ports.deletions.getDeletion(newId("tdl", T0))).toBeUndefined();
    });

    it("lists deletions newest first, in pages", async () => {
      const ports = open();
      // These deletions are newer than those of other tests, so they come first.
      const later = T0 + 2e11 + Math.floor(1e9 * Math.random());
      const made: TenantDeletion[] = [];
      for (const n of [0, 1, 2]) made.unshift(await deletedTenant(ports, later + n));
      const first = await ports.deletions.listDeletions({ limit: 2, after: newId("tdl", later + 10) });
      expect(first).toEqual({ items: made.slice(0, 2), next: made[1]?.id });
      const second = await ports.deletions.listDeletions({ limit: 1, after: first.next });
      expect(second.items).toEqual([made[2]]);
      await expect(ports.deletions.listDeletions({ limit: 1, after: "wrong" })).rejects.toThrow(Refusal);
    });

    it("replaces a deletion only when its version is as read, and lists it until it is completed", async () => {
      const ports = open();
      const deletion = await deletedTenant(ports);
      const isListed = async () => (await ports.deletions.listUnfinished()).some(({ id }) => id === deletion.id);
      expect(await isListed()).toBe(true);
      const next: TenantDeletion = { ...deletion, version: 2, state: "completed", finishedAt: iso(T0 + 1) };
      expect(await ports.deletions.putDeletion(next, 2)).toBe(false);
      expect(await ports.deletions.putDeletion(next, 1)).toBe(true);
      expect(await ports.deletions.putDeletion(next, 1)).toBe(false);
      expect(await ports.deletions.getDeletion(deletion.id)).toEqual(next);
      expect(await isListed()).toBe(false);
    });
  });

  describe("TenantEraser", () => {
    it("erases all rows of a tenant, and none of the tenants before and after it with the same id", async () => {
      const ports = open();
      const { id } = tenantOf();
      const before = await incarnationRows(ports, id, T0);
      const erased = await incarnationRows(ports, id, T0 + 10_000);
      const later = await incarnationRows(ports, id, T0 + 20_000);
      const other = await incarnationRows(ports, tenantOf().id, T0 + 10_000);
      const kept = [before, later, other];
      const left = await Promise.all(kept.map((rows) => whatIsLeft(ports, rows)));
      expect(left.map(({ events, deliveries, attempts }) => [events, deliveries.length, attempts])).toEqual(
        kept.map(() => [8, 7, 10]),
      );
      expect(left.map(({ audit, auditHeads }) => [audit, auditHeads])).toEqual(kept.map(() => [1, 1]));
      expect(left.map(({ tallies }) => tallies)).toEqual(kept.map(() => 3));
      const done = await eraseAll(ports, erased.deletion);
      expect(done.erased).toEqual({ events: 4, deliveries: 7 });
      expect(await whatIsLeft(ports, erased)).toEqual(NOTHING);
      expect(await Promise.all(kept.map((rows) => whatIsLeft(ports, rows)))).toEqual(left);
      const { items } = await ports.auditEntries.listEntries({ resourceId: id }, { limit: 250 });
      expect(items.map(({ action, tenant }) => [action, tenant])).toEqual(kept.map(() => ["deleteTenant", undefined]));
      expect((await eraseAll(ports, erased.deletion)).erased).toEqual({ events: 0, deliveries: 0 });
    });
  });

  describe("a tenant that was created again", () => {
    it("gets no subscription that its predecessor asked for", async () => {
      const { tenants, subscriptions } = open();
      const tenant = tenantOf();
      await tenants.createTenant({ ...tenant, incarnation: "HGFEDCBA" });
      const subscription = subscriptionAt(tenant.id, T0);
      const created = subscriptions.createSubscription(subscription, tenant.incarnation);
      await expect(created).rejects.toThrow(PipelineFault);
      expect(await subscriptions.listSubscriptions(tenant.id)).toEqual([]);
    });
  });
}
