import type { SentEvent } from "../../bench/support/load.ts";
import type { Arrival } from "./behaviours.ts";

/**
 * How late the second POST of each event arrived, in milliseconds. An event without one is late until the end. One
 * without a due time, because it had no first attempt in time, is late since it was sent.
 *
 * @param dueMs when the second POST of an event was due, in epoch milliseconds
 * @param endMs when nobody looked for arrivals any more, in epoch milliseconds
 */
export function latenessOf(
  sent: readonly SentEvent[],
  dueMs: ReadonlyMap<string, number>,
  arrivals: readonly Arrival[],
  endMs: number,
): number[] {
  const retriedMs = secondArrivals(arrivals);
  return sent.map(({ id, sentAtMs }) => (retriedMs.get(id) ?? endMs) - (dueMs.get(id) ?? sentAtMs));
}

/** When each event arrived for the second time, in epoch milliseconds. */
export function secondArrivals(arrivals: readonly Arrival[]): Map<string, number> {
  const seen = new Set<string>();
  const second = new Map<string, number>();
  for (const { eventId, atMs } of arrivals) {
    if (!seen.has(eventId)) seen.add(eventId);
    else if (!second.has(eventId)) second.set(eventId, atMs);
  }
  return second;
}
