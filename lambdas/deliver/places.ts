import { randomUUID } from "node:crypto";
import type { PostResult } from "../../lib/core/delivery/outcome.ts";
import { type Answers, type Health, wasSlow } from "../../lib/core/health/health.ts";
import type { HealthStore } from "../../lib/core/health/health-store.ts";

/** The POSTs that a batch wants to make to an endpoint that is slow, or that may take long. */
export interface Crowd {
  tenantId: string;
  /** Undefined if nothing is known about the endpoint: then only the tenant's POSTs are limited. */
  health: Health | undefined;
  wanted: number;
  /** When the last of them has ended for certain, in epoch milliseconds. */
  untilMs: number;
}

/** A place among the POSTs under way. */
export interface Place {
  /** When it ends, in epoch milliseconds. */
  untilMs: number;
  /** Gives the place back. Only the first call counts. Resolves once the endpoint's lease is over, if this was its last place. */
  leave(result?: PostResult): Promise<void>;
}

/** Healthy endpoints have no bulkhead, unless their POSTs may take long. */
const UNLIMITED: Place = { untilMs: Number.POSITIVE_INFINITY, leave: async () => undefined };

/**
 * The places of a batch. A POST to a slow endpoint needs one at the endpoint, and one of its tenant. A POST that may take
 * long needs one of its tenant. They are reserved for all of an endpoint's POSTs before the first, and given back after
 * the last.
 */
export function placesOf(store: HealthStore, crowds: ReadonlyMap<string, Crowd>) {
  const doors = new Map<string, ReturnType<typeof door>>();

  /** Resolves with a place for a POST, or with undefined if none is free. */
  return async function take(subscriptionId: string): Promise<Place | undefined> {
    const crowd = crowds.get(subscriptionId);
    if (!crowd) return UNLIMITED;
    const known = doors.get(subscriptionId) ?? door(store, subscriptionId, crowd);
    doors.set(subscriptionId, known);
    return known();
  };
}

/** Hands out the places to one endpoint, and ends the leases when the last one is given back. */
function door(store: HealthStore, subscriptionId: string, { tenantId, health, wanted, untilMs }: Crowd) {
  const leaseId = randomUUID();
  const answers: Answers = { quick: 0, slow: 0 };
  const reserving = reserve();
  let [entered, left] = [0, 0];

  /** Asks at the endpoint first: it is full more often, and asking there is free if it was full when it was read. */
  async function reserve(): Promise<number> {
    try {
      const atEndpoint = health ? await store.reserve(subscriptionId, health, { leaseId, wanted, untilMs }) : wanted;
      if (atEndpoint === 0) return 0;
      const granted = await store.reserveOfTenant(tenantId, { leaseId, wanted: atEndpoint, untilMs });
      if (granted === 0) await leaveEndpoint();
      return granted;
    } catch (error) {
      // Perhaps only the answer was lost.
      await Promise.all([leaveEndpoint(), leaveTenant()]);
      throw error;
    }
  }

  /** If a lease can't be ended, it ends by itself. */
  async function leaveEndpoint(): Promise<void> {
    if (health) await store.release(subscriptionId, leaseId, answers).catch(() => undefined);
  }

  function leaveTenant(): Promise<void> {
    return store.releaseOfTenant(tenantId, leaseId).catch(() => undefined);
  }

  return async function enter(): Promise<Place | undefined> {
    const granted = await reserving;
    if (entered >= granted) return undefined;
    entered++;
    let leaving: Promise<void> | undefined;
    return {
      untilMs,
      leave(result) {
        if (leaving) return leaving;
        if (result) count(result, answers);
        left++;
        leaving = left === granted ? Promise.all([leaveEndpoint(), leaveTenant()]).then(() => {}) : Promise.resolve();
        return leaving;
      },
    };
  };
}

/** An endpoint that can't be reached gives no answer, quick or slow. */
function count(result: PostResult, answers: Answers): void {
  if (wasSlow(result)) answers.slow++;
  else if (result.status !== undefined) answers.quick++;
}
