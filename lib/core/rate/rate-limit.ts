/**
 * A subscription's rate limit, as a generic cell rate algorithm: POSTs have slots, evenly spaced. An endpoint that was quiet
 * may get a burst, whose slots are all now (https://en.wikipedia.org/wiki/Generic_cell_rate_algorithm).
 */
export interface RateLimit {
  /** POSTs a second, above 0 and at most `MOST_PER_SECOND`. */
  perSecond: number;
  /** How many POSTs may go out at once after a quiet time. 1 by default: then all of them are evenly spaced. */
  burst?: number | undefined;
}

export const MOST_PER_SECOND = 10_000;
export const MOST_BURST = 10_000;

/** The time between two slots, in milliseconds. */
export const spacingMs = ({ perSecond }: RateLimit): number => 1000 / perSecond;

/**
 * Slots are reserved for at most a minute ahead, because a message that waits for its slot can't be cancelled cheaply.
 * Deliveries that find no slot are held, and released at the rate.
 */
export const LONGEST_AHEAD_MS = 60_000;

/** How far the next slot may be ahead, if there were no bursts. A burst is a time that is made up for later. */
export const longestAheadMs = (limit: RateLimit): number => LONGEST_AHEAD_MS + burstMs(limit);

const burstMs = (limit: RateLimit): number => ((limit.burst ?? 1) - 1) * spacingMs(limit);

/** Slots that one batch has reserved. */
export interface Reservation {
  /** The first slot, if there were no bursts, in epoch milliseconds. */
  firstMs: number;
  count: number;
}

/** The times of reserved slots, in epoch milliseconds, in order. A time in the past is now. */
export function slotsOf({ firstMs, count }: Reservation, limit: RateLimit): number[] {
  const spacing = spacingMs(limit);
  const earlierMs = burstMs(limit);
  return Array.from({ length: count }, (_, index) => Math.ceil(firstMs + index * spacing - earlierMs));
}
