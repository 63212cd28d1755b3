import type { SendResult } from "../delivery/outcome.ts";
import { areHeldSince, type Leases } from "../kit/leases.ts";
import type { FailureClass } from "../model.ts";

/**
 * What Posthorn has learnt about an endpoint. It is kept for each subscription, and only while the endpoint isn't
 * healthy: a healthy endpoint has none.
 */
export interface Health {
  /** Since when the endpoint is slow, ISO 8601. */
  slowSince: string;
  /** The latest answers in a row that were quick. */
  quickAnswers: number;
  /** The POSTs that are under way. */
  leases: Leases;
}

/** A POST without an answer after this time shows that its endpoint is slow. */
export const SLOW_AFTER_MS = 2_000;

const TIMED_OUT: ReadonlySet<string | undefined> = new Set<FailureClass>([
  "timeout-dns",
  "timeout-connect",
  "timeout-tls",
  "timeout-headers",
  "too-slow",
]);

/** Was a POST slow? Its time limit may be shorter than the time after which that shows. */
export const wasSlow = ({ failure, timings }: SendResult): boolean =>
  timings.total >= SLOW_AFTER_MS || TIMED_OUT.has(failure);

/** A slow endpoint needs this many quick answers in a row to be healthy again. */
export const QUICK_ANSWERS = 3;

/** Is a slow endpoint healthy again? Not while one of its POSTs hangs, because that POST's answer will be slow. */
export const isHealthyAgain = ({ quickAnswers, leases }: Omit<Health, "slowSince">, nowMs: number): boolean =>
  quickAnswers >= QUICK_ANSWERS && !areHeldSince(leases, nowMs - SLOW_AFTER_MS, nowMs);

/** How the POSTs of a batch to one slow endpoint went. */
export interface Answers {
  quick: number;
  slow: number;
}
