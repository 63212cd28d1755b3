import type { SentEvent } from "../../bench/support/load.ts";
import type { Arrival } from "./behaviours.ts";

/** How long events took to arrive. */
export interface Waits {
  /** Milliseconds from the request to the first arrival. An event that never arrived has waited until the end. */
  ms: number[];
  /** How many events never arrived. */
  missing: number;
}

/** @param endMs when nobody looked for arrivals any more, in epoch milliseconds */
export function waitsOf(sent: readonly SentEvent[], arrivals: readonly Arrival[], endMs: number): Waits {
  const arrivedMs = firstArrivals(arrivals);
  return {
    ms: sent.map(({ id, sentAtMs }) => (arrivedMs.get(id) ?? endMs) - sentAtMs),
    missing: sent.filter(({ id }) => !arrivedMs.has(id)).length,
  };
}

/** When each event arrived first, in epoch milliseconds. */
export const firstArrivals = (arrivals: readonly Arrival[]): Map<string, number> =>
  new Map(arrivals.toReversed().map(({ eventId, atMs }) => [eventId, atMs]));
