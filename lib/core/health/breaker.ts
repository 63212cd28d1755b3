import type { FailureClass } from "../model/failure-class.ts";
import type { BreakerCause } from "./evidence.ts";

/**
 * An open breaker: the endpoint's deliveries are held, except for probes. The first probe goes out after a minute, and the
 * next ones at growing intervals. Once a probe succeeds, five more deliveries go out. If they succeed too, the breaker
 * closes.
 */
export interface Breaker {
  /** ISO 8601. */
  since: string;
  cause: BreakerCause;
  /** The failure that opened it. */
  failure?: FailureClass | undefined;
  /** The number of probes that failed. */
  failedProbes: number;
  /** When the next probe may go out, in epoch milliseconds. */
  probeDueMs: number;
  /** Until when the probes that are under way have ended for certain, in epoch milliseconds. */
  probingUntilMs?: number | undefined;
  /** Successes since the latest failed probe. */
  passed: number;
  /** People were told of the outage. */
  isAlerted?: true | undefined;
  /** A probe was due, but no delivery was held: the next one that is held can be the probe at once. */
  lacksProbe?: true | undefined;
}

const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 30 * 60_000;
const JITTER = 0.2;
/** Deliveries that must succeed after the first probe. */
const TRIALS = 5;

/** @param random a number in [0, 1) */
function waitMs(failedProbes: number, random: number): number {
  const base = Math.min(FIRST_WAIT_MS * 2 ** Math.min(failedProbes, 20), LONGEST_WAIT_MS);
  return Math.round(base * (1 - JITTER + 2 * JITTER * random));
}

export const opened = (
  cause: BreakerCause,
  failure: FailureClass | undefined,
  nowMs: number,
  random: number,
): Breaker => ({
  since: new Date(nowMs).toISOString(),
  cause,
  failure,
  failedProbes: 0,
  probeDueMs: nowMs + waitMs(0, random),
  passed: 0,
});

/** People are told of an outage that lasts for longer than this. */
const ALERT_AFTER_MS = 10 * 60_000;

/** When people are to be told of the outage, in epoch milliseconds. Undefined if they were. */
export const alertDueMs = ({ since, isAlerted }: Breaker): number | undefined =>
  isAlerted ? undefined : Date.parse(since) + ALERT_AFTER_MS;

export const isAlertDue = (breaker: Breaker, nowMs: number): boolean =>
  (alertDueMs(breaker) ?? Number.POSITIVE_INFINITY) <= nowMs;

/** Are probes under way? Once their lease has ended, they count as lost. */
export const isProbing = ({ probingUntilMs = 0 }: Breaker, nowMs: number): boolean => probingUntilMs > nowMs;

/** How many probes may go out now: one, or the rest of the trial after the first success. */
export function probesDue(breaker: Breaker, nowMs: number): number {
  if (isProbing(breaker, nowMs) || (breaker.probeDueMs > nowMs && !breaker.lacksProbe)) return 0;
  return breaker.passed === 0 ? 1 : 1 + TRIALS - breaker.passed;
}

/** The breaker while probes are under way. */
export const probing = (breaker: Breaker, untilMs: number): Breaker => ({
  ...breaker,
  probingUntilMs: untilMs,
  lacksProbe: undefined,
});

/** The breaker after no delivery was found for a probe. */
export const probeLacking = (breaker: Breaker, nowMs: number): Breaker => ({
  ...breaker,
  probeDueMs: nowMs + FIRST_WAIT_MS,
  lacksProbe: true,
});

/** The breaker after a probe failed. */
export const probeFailed = (breaker: Breaker, nowMs: number, random: number): Breaker => ({
  ...breaker,
  failedProbes: breaker.failedProbes + 1,
  probeDueMs: nowMs + waitMs(breaker.failedProbes + 1, random),
  probingUntilMs: undefined,
  passed: 0,
  lacksProbe: undefined,
});

/**
 * The breaker after POSTs succeeded; undefined when it closes. The next ones may go out at once, unless others of the
 * trial are still under way.
 */
export function probesPassed(breaker: Breaker, count: number, nowMs: number): Breaker | undefined {
  const passed = breaker.passed + count;
  if (passed > TRIALS) return undefined;
  const isFirst = breaker.passed === 0;
  return { ...breaker, passed, ...(isFirst && { probeDueMs: nowMs, probingUntilMs: undefined }) };
}

/** The breaker with a probe that is due at once. */
export const probeNow = (breaker: Breaker, nowMs: number): Breaker => ({
  ...breaker,
  probeDueMs: Math.min(breaker.probeDueMs, nowMs),
});
