import { MOST_UNDER_WAY, MOST_UNDER_WAY_OF_TENANT } from "../../../lib/core/health/bulkhead.ts";
import { NO_EVIDENCE, withNewWindow, withTally } from "../../../lib/core/health/evidence.ts";
import { type Health, isQuickAgain } from "../../../lib/core/health/health.ts";
import { type HealthStore, MOST_HOLDS, type TenantHolds } from "../../../lib/core/health/health-store.ts";
import { dueMs, isForgettable, isHolding } from "../../../lib/core/health/holding.ts";
import { standingOf } from "../../../lib/core/health/transitions.ts";
import { freePlaces, withLease } from "../../../lib/core/kit/leases.ts";
import type { SubscriptionKey } from "../../../lib/core/model/subscription.ts";
import { keepAlert } from "./memory-alerts.ts";
import { keepAudit } from "./memory-audit.ts";
import type { MemoryWorld } from "./memory-world.ts";

const NOTHING: Health = { version: 0, quickAnswers: 0, leases: {}, evidence: NO_EVIDENCE };

export function memoryHealthStore(world: MemoryWorld): HealthStore {
  const { faults, health, healthOwners, slowPosts, now } = world;
  const isoNow = () => new Date(now()).toISOString();

  /** A standing with a hold must outlast the deliveries that it holds. */
  function put(id: string, after: Health): Health {
    health.put(id, after, isHolding(after) ? undefined : isoNow());
    return health.get(id) ?? after;
  }

  return {
    markSlow: async ({ tenantId, subscriptionId }, hanging) =>
      faults.call("markSlow", () => {
        healthOwners.put(subscriptionId, tenantId);
        const before = health.get(subscriptionId) ?? NOTHING;
        const evidence = { ...before.evidence, timeOuts: before.evidence.timeOuts + hanging };
        return put(subscriptionId, { ...before, slowSince: before.slowSince ?? isoNow(), evidence });
      }),
    count: async ({ tenantId, subscriptionId }, tally) =>
      faults.call("count", () => {
        const before = health.get(subscriptionId);
        if (!before && tally.failures === 0) return undefined;
        const after = { ...(before ?? NOTHING), evidence: withTally((before ?? NOTHING).evidence, tally, now()) };
        const { failingSince } = after.evidence;
        if (
          before &&
          tally.failures === 0 &&
          isForgettable({ ...before, evidence: { ...before.evidence, failingSince } }, now())
        ) {
          health.delete(subscriptionId);
          return undefined;
        }
        healthOwners.put(subscriptionId, tenantId);
        return put(subscriptionId, after);
      }),
    getHealth: async (subscriptionId) => faults.call("getHealth", () => health.get(subscriptionId)),
    replaceStanding: async ({ tenantId, subscriptionId }, before, after) =>
      faults.call("replaceStanding", () => {
        const current = health.get(subscriptionId);
        if (current?.version !== before?.version) return undefined;
        healthOwners.put(subscriptionId, tenantId);
        keepAlert(world, after.alert);
        keepAudit(world, after.audit);
        const { version, slowSince, quickAnswers, leases, evidence: known } = current ?? NOTHING;
        const { sinceMs } = after.release ?? {};
        const begins = sinceMs !== undefined && sinceMs !== current?.release?.sinceMs;
        const evidence = begins ? withNewWindow(known, sinceMs) : known;
        return put(subscriptionId, {
          slowSince,
          quickAnswers,
          leases,
          evidence,
          version: version + 1,
          ...standingOf(after as Health),
        });
      }),
    listDue: async (untilMs, limit) =>
      faults.call("listDue", () =>
        healthOwners
          .entries()
          .flatMap(([subscriptionId, tenantId]) => {
            const known = health.get(subscriptionId);
            const due = known && dueMs(known);
            return due !== undefined && due <= untilMs ? [{ due, key: { tenantId, subscriptionId } }] : [];
          })
          .sort((a, b) => a.due - b.due)
          .slice(0, limit)
          .map(({ key }) => key),
      ),
    forget: async (subscriptionId) => faults.call("forget", () => void health.delete(subscriptionId)),
    reserve: async (subscriptionId, _read, { leaseId, wanted, untilMs }) =>
      faults.call("reserve", () => {
        const current = health.get(subscriptionId);
        if (current?.slowSince === undefined) return wanted;
        const places = Math.min(wanted, freePlaces(current.leases, MOST_UNDER_WAY, now()));
        if (places > 0)
          put(subscriptionId, { ...current, leases: withLease(current.leases, leaseId, { places, untilMs }, now()) });
        return places;
      }),
    release: async (subscriptionId, leaseId, { quick, slow }) =>
      faults.call("release", () => {
        const current = health.get(subscriptionId);
        const { [leaseId]: ended, ...leases } = current?.leases ?? {};
        if (!current || !ended) return;
        const after = { ...current, quickAnswers: slow > 0 ? 0 : current.quickAnswers + quick, leases };
        const quickAgain = { ...after, slowSince: undefined, quickAnswers: 0, leases: {} };
        if (!isQuickAgain(after, now())) put(subscriptionId, after);
        else if (isForgettable(quickAgain, now())) health.delete(subscriptionId);
        else put(subscriptionId, quickAgain);
      }),
    reserveOfTenant: async (tenantId, { leaseId, wanted, untilMs }) =>
      faults.call("reserveOfTenant", () => {
        const leases = slowPosts.get(tenantId) ?? {};
        const places = Math.min(wanted, freePlaces(leases, MOST_UNDER_WAY_OF_TENANT, now()));
        if (places > 0) slowPosts.put(tenantId, withLease(leases, leaseId, { places, untilMs }, now()));
        return places;
      }),
    releaseOfTenant: async (tenantId, leaseId) =>
      faults.call("releaseOfTenant", () => {
        const { [leaseId]: ended, ...leases } = slowPosts.get(tenantId) ?? {};
        if (ended) slowPosts.put(tenantId, leases);
      }),
  };
}

export const memoryTenantHolds = ({ faults, tenants, holds }: MemoryWorld): TenantHolds => ({
  addHold: async ({ tenantId, subscriptionId }, reason) =>
    faults.call("addHold", () => {
      const known = holds.get(tenantId) ?? {};
      if (!tenants.get(tenantId) || Object.keys(known).length >= MOST_HOLDS) return;
      holds.put(tenantId, { ...known, [subscriptionId]: reason });
    }),
  removeHold: async ({ tenantId, subscriptionId }: SubscriptionKey) =>
    faults.call("removeHold", () => {
      const { [subscriptionId]: _removed, ...left } = holds.get(tenantId) ?? {};
      holds.put(tenantId, left);
    }),
});
