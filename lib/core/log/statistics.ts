import type { Delivery } from "../model/delivery.ts";

/** Counts and latencies of some deliveries. */
export interface Statistics {
  delivered: number;
  /** The number of deliveries whose latest attempt failed, by class of failure. */
  failed: Record<string, number>;
  exhausted: number;
  skipped: number;
  /** When the oldest skipped delivery was created. */
  skippedSince?: string;
  /** Percentiles of the latest attempts, in milliseconds; null if there was no attempt. */
  latencyMs: { p50: number | null; p95: number | null };
}

/** Computes the statistics of deliveries. Leaves out test sends, which are not part of what a subscription receives. */
export function statisticsOf(deliveries: readonly Delivery[]): Statistics {
  const counted = deliveries.filter(({ test }) => !test);
  const inState = (wanted: Delivery["state"]) => counted.filter(({ state }) => state === wanted);
  const skipped = inState("skipped");
  const latencies = counted.flatMap(({ latencyMs }) => latencyMs ?? []).sort((a, b) => a - b);
  return {
    delivered: inState("delivered").length,
    failed: countsOf(counted.flatMap(({ failure }) => failure ?? [])),
    exhausted: inState("exhausted").length,
    skipped: skipped.length,
    skippedSince: earliest(skipped),
    latencyMs: { p50: percentile(latencies, 0.5), p95: percentile(latencies, 0.95) },
  };
}

/** The earliest `createdAt` of some deliveries; undefined if there are none. */
export const earliest = (deliveries: readonly Delivery[]): string | undefined =>
  deliveries
    .map(({ createdAt }) => createdAt)
    .reduce<string | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined);

/** How often each name occurs, with the names in order. */
function countsOf(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The smallest of the sorted values that at least `share` of the values don't exceed. */
const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.ceil(share * sorted.length) - 1] ?? null;
