/**
 * How the POSTs to an endpoint went lately. Many functions count at the same time, so each number only grows by what one
 * of them saw. Not counted are test sends, 429 answers, and failures inside Posthorn.
 */
export interface Evidence {
  /** When the window of `attempts`, `failures` and `failedDeliveries` began, in epoch milliseconds. */
  windowSinceMs: number;
  attempts: number;
  failures: number;
  /** Some of the deliveries that failed in the window. */
  failedDeliveries: readonly string[];
  /** Time-outs since the latest answer of any kind. A POST that has hung for two seconds counts already. */
  timeOuts: number;
  /**
   * The latest POSTs that took longer than two seconds were answered, not timed out. So POSTs that hang show nothing, until
   * one of them times out.
   */
  answersSlowly?: boolean | undefined;
  /** Failures since the latest success. */
  failuresInARow: number;
  /** The first of them, ISO 8601. Undefined after a success. */
  failingSince?: string | undefined;
  lastFailureAt?: string | undefined;
}

export const NO_EVIDENCE: Evidence = {
  windowSinceMs: 0,
  attempts: 0,
  failures: 0,
  failedDeliveries: [],
  timeOuts: 0,
  failuresInARow: 0,
};

/** How the POSTs of a batch to one endpoint went. */
export interface Tally {
  successes: number;
  /** Failures of any kind, time-outs included. */
  failures: number;
  /** Answers of any status. */
  answers: number;
  /** Time-outs that weren't counted while their POST still hung. */
  timeOuts: number;
  /**
   * How the POSTs ended that took longer than two seconds. `answered`: at least one was answered. `timed-out`: none was,
   * and at least one timed out. Undefined if there were none.
   */
  slow?: "answered" | "timed-out" | undefined;
  /** The deliveries that failed. */
  failedDeliveries: readonly string[];
}

/** A window that is older than this is over: the next POST begins another one. */
export const WINDOW_MS = 5 * 60_000;

/** Once this many deliveries are known to have failed, no more are added. */
export const DELIVERIES_KEPT = 5;

const TIME_OUTS_TO_OPEN = 5;
const ATTEMPTS_TO_OPEN = 10;
const DELIVERIES_TO_OPEN = 5;
const FAILED_PART_TO_OPEN = 0.7;

/** Is the evidence's window over? */
export const isOver = ({ windowSinceMs }: Pick<Evidence, "windowSinceMs">, nowMs: number): boolean =>
  nowMs - windowSinceMs >= WINDOW_MS;

/** Has the endpoint had five minutes without a failure? Then there is nothing to remember. */
export const isClean = ({ windowSinceMs, lastFailureAt, failingSince }: Evidence, nowMs: number): boolean =>
  isOver({ windowSinceMs }, nowMs) &&
  failingSince === undefined &&
  (lastFailureAt === undefined || nowMs - Date.parse(lastFailureAt) >= WINDOW_MS);

/** Why an endpoint's breaker should open; undefined if it shouldn't. */
export function whyOpen(evidence: Evidence): BreakerCause | undefined {
  if (evidence.timeOuts >= TIME_OUTS_TO_OPEN && !evidence.answersSlowly) return "time-outs";
  const { attempts, failures, failedDeliveries } = evidence;
  const isEnough = attempts >= ATTEMPTS_TO_OPEN && failedDeliveries.length >= DELIVERIES_TO_OPEN;
  return isEnough && failures / attempts >= FAILED_PART_TO_OPEN ? "failures" : undefined;
}

/** `time-outs`: POSTs in a row had no answer in time. `failures`: most POSTs failed. */
export type BreakerCause = "time-outs" | "failures";

/** The evidence after a batch. `DynamoDB` computes the same from the numbers that it adds up. */
export function withTally(before: Evidence, tally: Tally, nowMs: number): Evidence {
  const { windowSinceMs, attempts, failures, failedDeliveries } = isOver(before, nowMs)
    ? { ...NO_EVIDENCE, windowSinceMs: nowMs }
    : before;
  const atIso = new Date(nowMs).toISOString();
  const hasFailed = tally.failures > 0;
  const isFailing = tally.successes === 0;
  return {
    windowSinceMs,
    attempts: attempts + tally.successes + tally.failures,
    failures: failures + tally.failures,
    failedDeliveries: withFailed(failedDeliveries, tally.failedDeliveries),
    timeOuts: tally.answers > 0 ? 0 : before.timeOuts + tally.timeOuts,
    answersSlowly: tally.slow === undefined ? before.answersSlowly : tally.slow === "answered" || undefined,
    failuresInARow: isFailing ? before.failuresInARow + tally.failures : 0,
    failingSince: isFailing ? (before.failingSince ?? (hasFailed ? atIso : undefined)) : undefined,
    lastFailureAt: hasFailed ? atIso : before.lastFailureAt,
  };
}

const withFailed = (before: readonly string[], more: readonly string[]): readonly string[] =>
  before.length >= DELIVERIES_KEPT ? before : [...new Set([...before, ...more.slice(0, DELIVERIES_KEPT)])].sort();

/** The evidence when a release begins: earlier POSTs don't show whether the endpoint works now. */
export const withNewWindow = (before: Evidence, nowMs: number): Evidence => ({
  ...before,
  windowSinceMs: nowMs,
  attempts: 0,
  failures: 0,
  failedDeliveries: [],
  timeOuts: 0,
});
