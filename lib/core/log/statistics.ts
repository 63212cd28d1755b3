import type { Delivery } from "../model.ts";

/** What became of some deliveries. */
export interface Statistics {
  delivered: number;
  /** Those whose latest attempt failed, by the class of the failure. */
  failed: Record<string, number>;
  exhausted: number;
  skipped: number;
  /** When the first of the skipped was made. */
  skippedSince?: string;
  /** Of the latest attempts; null when there was none. */
  latencyMs: { p50: number | null; p95: number | null };
}

/** Counts deliveries. Test sends are not counted: they say nothing of what a subscription gets. */
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

/** When the first of some deliveries was made. */
export const earliest = (deliveries: readonly Delivery[]): string | undefined =>
  deliveries
    .map(({ createdAt }) => createdAt)
    .reduce<string | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined);

/** By name, in the order of names. */
function countsOf(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The least of the sorted values that at least such a share of them does not exceed. */
const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted[Math.ceil(share * sorted.length) - 1] ?? null;
