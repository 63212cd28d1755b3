import type { RateLimit, Reservation } from "./rate-limit.ts";

export interface RateSlots {
  /**
   * Reserves the next slots of a subscription, in one conditional write. Resolves with undefined if the next slot is more
   * than `longestAheadMs` ahead: then nothing is reserved.
   */
  reserveSlots(subscriptionId: string, count: number, limit: RateLimit): Promise<Reservation | undefined>;
}
