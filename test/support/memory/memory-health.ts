import { MOST_UNDER_WAY, MOST_UNDER_WAY_OF_TENANT } from "../../../lib/core/health/bulkhead.ts";
import { isHealthyAgain } from "../../../lib/core/health/health.ts";
import type { HealthStore } from "../../../lib/core/health/health-store.ts";
import { freePlaces, withLease } from "../../../lib/core/kit/leases.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryHealthStore = ({ faults, health, slowPosts, now }: MemoryWorld): HealthStore => ({
  markSlow: async (subscriptionId) =>
    faults.call("markSlow", () => {
      const slowSince = new Date(now()).toISOString();
      const slow = { slowSince, quickAnswers: 0, leases: {} };
      if (!health.get(subscriptionId)) health.put(subscriptionId, slow, slowSince);
    }),
  reserve: async (subscriptionId, _read, { leaseId, wanted, untilMs }) =>
    faults.call("reserve", () => {
      const current = health.get(subscriptionId);
      if (!current) return wanted;
      const places = Math.min(wanted, freePlaces(current.leases, MOST_UNDER_WAY, now()));
      if (places > 0) {
        const leases = withLease(current.leases, leaseId, { places, untilMs }, now());
        health.put(subscriptionId, { ...current, leases }, new Date(now()).toISOString());
      }
      return places;
    }),
  release: async (subscriptionId, leaseId, { quick, slow }) =>
    faults.call("release", () => {
      const current = health.get(subscriptionId);
      const { [leaseId]: ended, ...leases } = current?.leases ?? {};
      if (!current || !ended) return;
      const after = { ...current, quickAnswers: slow > 0 ? 0 : current.quickAnswers + quick, leases };
      if (isHealthyAgain(after, now())) health.delete(subscriptionId);
      else health.put(subscriptionId, after, new Date(now()).toISOString());
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
});
