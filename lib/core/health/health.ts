import type { Alert } from "../alerts/alert.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { SendResult } from "../delivery/outcome.ts";
import { areHeldSince, type Leases } from "../kit/leases.ts";
import type { FailureClass } from "../model/failure-class.ts";
import type { Breaker } from "./breaker.ts";
import type { Evidence } from "./evidence.ts";
import type { Release } from "./release.ts";

/**
 * What Posthorn has learnt about an endpoint. It is kept for each subscription, from the first failure or slow answer until
 * the endpoint has been healthy for a while: an endpoint without trouble has none.
 */
export interface Health extends Standing {
  /** Raised by each change of the standing. */
  version: number;
  /** Since when the endpoint is slow, ISO 8601. */
  slowSince?: string | undefined;
  /** The latest answers in a row that were quick, since the endpoint is slow. */
  quickAnswers: number;
  /** The POSTs that are under way, while the endpoint is slow. */
  leases: Leases;
  evidence: Evidence;
}

/** What becomes of an endpoint's deliveries. All of it changes together, and only if nobody else has changed it since. */
export interface Standing {
  paused?: Pause | undefined;
  /** There is one while the breaker is open. */
  breaker?: Breaker | undefined;
  /** Held deliveries are released. */
  release?: Release | undefined;
  /** Posthorn has announced that it switches the subscription off. */
  disabling?: Disabling | undefined;
  /** The latest changes, oldest first, at most `TRANSITIONS`. */
  transitions?: readonly Transition[] | undefined;
}

/** A standing after a change, and what people should know about the change. Both are stored by the same write. */
export interface ChangedStanding extends Standing {
  alert?: Alert | undefined;
  /** The audit entry of a request that asked for the change. */
  audit?: AuditEntry | undefined;
}

/** Nothing is sent. A pause by hand has no end. */
export interface Pause {
  since: string;
  /** When the pause that a receiver asked for ends, in epoch milliseconds. */
  untilMs?: number | undefined;
}

/** The announcement belongs to the failures since `failingSince`. After a success, others count. */
export interface Disabling {
  failingSince: string;
  disableAt: string;
}

export type EndpointState = "healthy" | "slow" | "failing" | "recovering" | "paused";

export interface Transition {
  at: string;
  to: EndpointState;
  /** Why, in a few words for people. */
  why: string;
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

export const hasTimedOut = ({ failure }: Pick<SendResult, "failure">): boolean => TIMED_OUT.has(failure);

/** Was a POST slow? Its time limit may be shorter than the time after which that shows. */
export const wasSlow = (result: SendResult): boolean => result.timings.total >= SLOW_AFTER_MS || hasTimedOut(result);

/** A slow endpoint needs this many quick answers in a row to be healthy again. */
export const QUICK_ANSWERS = 3;

/** Is a slow endpoint quick again? Not while one of its POSTs hangs, because that POST's answer will be slow. */
export const isQuickAgain = (
  { quickAnswers, leases }: Pick<Health, "quickAnswers" | "leases">,
  nowMs: number,
): boolean => quickAnswers >= QUICK_ANSWERS && !areHeldSince(leases, nowMs - SLOW_AFTER_MS, nowMs);

/** How the POSTs of a batch to one slow endpoint went. */
export interface Answers {
  quick: number;
  slow: number;
}
