import type { Delivery } from "../model/delivery.ts";
import { type FailureGroup, failureGroupOf } from "./failure-group.ts";
import { bucketOf, type Histogram } from "./histogram.ts";

/** What happened in a span of time. Tallies of several spans, or of several subscriptions, can be added up. */
export interface Totals {
  /** POSTs that ended. */
  attempts: number;
  /** Those of them that failed. */
  failed: Readonly<Partial<Record<FailureGroup, number>>>;
  /** How long those POSTs took. */
  latency: Histogram;
  /** Deliveries that became `delivered`. */
  delivered: number;
  /** Deliveries that became `held`. */
  held: number;
  /** Deliveries that became `exhausted`. */
  exhausted: number;
}

export const NOTHING: Totals = { attempts: 0, failed: {}, latency: {}, delivered: 0, held: 0, exhausted: 0 };

export const plus = (a: Totals, b: Totals): Totals => ({
  attempts: a.attempts + b.attempts,
  failed: sumOf(a.failed, b.failed),
  latency: sumOf(a.latency, b.latency),
  delivered: a.delivered + b.delivered,
  held: a.held + b.held,
  exhausted: a.exhausted + b.exhausted,
});

function sumOf<Counts extends Readonly<Record<string, number>>>(a: Partial<Counts>, b: Partial<Counts>): Counts {
  const sum: Record<string, number> = { ...(a as Counts) };
  for (const [name, count = 0] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + count;
  return sum as Counts;
}

/**
 * What a change of a delivery's row adds to the tallies; undefined if it is nothing. Test sends don't count, because
 * they are no deliveries of a subscription's events.
 *
 * The row has the result of its latest attempt only. If two messages of a delivery make an attempt at the same time, the
 * second one may leave the first one's result in the row: then both count with that result.
 *
 * @param before undefined if the row is new
 */
export function totalsOfChange(before: Delivery | undefined, after: Delivery): Totals | undefined {
  if (after.test) return undefined;
  const attempts = Math.max(0, after.attempts - (before?.attempts ?? 0));
  const became = (state: Delivery["state"]): number => (after.state === state && before?.state !== state ? 1 : 0);
  const totals = {
    attempts,
    ...resultsOf(after, attempts),
    delivered: became("delivered"),
    held: became("held"),
    exhausted: became("exhausted"),
  };
  return attempts + totals.delivered + totals.held + totals.exhausted > 0 ? totals : undefined;
}

function resultsOf({ failure, latencyMs }: Delivery, attempts: number): Pick<Totals, "failed" | "latency"> {
  if (attempts === 0) return { failed: {}, latency: {} };
  return {
    failed: failure === undefined ? {} : { [failureGroupOf(failure)]: attempts },
    latency: latencyMs === undefined ? {} : { [bucketOf(latencyMs)]: attempts },
  };
}

const failedIn = ({ failed }: Totals): number => Object.values(failed).reduce((sum, count) => sum + count, 0);

/** The share of POSTs that succeeded, from 0 to 1; null if there were none. */
export const successRateOf = (totals: Totals): number | null =>
  totals.attempts === 0 ? null : (totals.attempts - failedIn(totals)) / totals.attempts;
