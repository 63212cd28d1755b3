import { FAILURE_GROUPS } from "../../core/tally/failure-group.ts";
import { percentileOf } from "../../core/tally/histogram.ts";
import type { Resolution } from "../../core/tally/sheets.ts";
import { filledPoints, type PointSpan, sumOfTotals } from "../../core/tally/time-series.ts";
import type { Totals } from "../../core/tally/totals.ts";

const isoAt = (ms: number): string => new Date(ms).toISOString();

/** A time series as the API shows it: all of its points, and their sum. */
export function seriesView(found: ReadonlyMap<number, Totals>, resolution: Resolution, span: PointSpan) {
  const points = filledPoints(found, resolution, span);
  return {
    resolution,
    since: isoAt(span.sinceMs),
    until: isoAt(span.untilMs),
    totals: totalsView(sumOfTotals(points.map(({ totals }) => totals))),
    points: points.map(({ atMs, totals }) => ({ at: isoAt(atMs), ...totalsView(totals) })),
  };
}

function totalsView({ attempts, failed, latency, delivered, held, exhausted }: Totals) {
  const failures = FAILURE_GROUPS.flatMap((group) => (failed[group] ? [[group, failed[group]]] : []));
  const latencyMs = { p50: percentileOf(latency, 0.5), p95: percentileOf(latency, 0.95) };
  return { attempts, failed: Object.fromEntries(failures), latencyMs, delivered, held, exhausted };
}
