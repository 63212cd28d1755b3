import { randomUUID } from "node:crypto";
import type { PostResult } from "../../lib/core/delivery/outcome.ts";
import { type Answers, type Health, wasSlow } from "../../lib/core/health/health.ts";
import type { HealthStore } from "../../lib/core/health/health-store.ts";

/** The POSTs that a batch wants to make to a slow endpoint. */
export interface Crowd {
  health: Health;
  wanted: number;
  /** When the last of them has ended for certain, in epoch milliseconds. */
  untilMs: number;
}

/** A place among the POSTs under way to a slow endpoint. */
export interface Place {
  /** When it ends, in epoch milliseconds. */
  untilMs: number;
  /** Gives the place back. Only the first call counts. Resolves once the endpoint's lease is over, if this was its last place. */
  leave(result?: PostResult): Promise<void>;
}

/** Healthy endpoints have no bulkhead. */
const UNLIMITED: Place = { untilMs: Number.POSITIVE_INFINITY, leave: async () => undefined };

/**
 * The places of a batch among the POSTs to slow endpoints. Each endpoint takes one write before the first POST, and one
 * after the last.
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

/** Hands out the places to one endpoint, and ends the lease when the last one is given back. */
function door(store: HealthStore, subscriptionId: string, { health, ...request }: Crowd) {
  const leaseId = randomUUID();
  const answers: Answers = { quick: 0, slow: 0 };
  let [entered, left] = [0, 0];

  /** If the lease can't be ended, it ends by itself. */
  const release = () => store.release(subscriptionId, leaseId, answers).catch(() => undefined);

  const reserving = reserve();

  async function reserve(): Promise<number> {
    try {
      return await store.reserve(subscriptionId, health, { leaseId, ...request });
    } catch (error) {
      // Perhaps only the answer was lost.
      await release();
      throw error;
    }
  }

  return async function enter(): Promise<Place | undefined> {
    const granted = await reserving;
    if (entered >= granted) return undefined;
    entered++;
    let leaving: Promise<void> | undefined;
    return {
      untilMs: request.untilMs,
      leave(result) {
        if (leaving) return leaving;
        if (result) count(result, answers);
        left++;
        leaving = left === granted ? release() : Promise.resolve();
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
