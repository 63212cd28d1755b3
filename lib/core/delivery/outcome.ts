import type { Attempt, PhaseTimings } from "../model/attempt.ts";
import type { DeliveryState, HeldFor } from "../model/delivery.ts";
import type { FailureClass } from "../model/failure-class.ts";
import type { AttemptTrigger } from "../model/trigger.ts";
import { type RetryWaits, retryAfterSeconds, waitAfter } from "./retry.ts";

/**
 * What the sender saw of one POST: a `status`, a `failure`, or both if an answer began but didn't end in time. A 2xx
 * without a failure is a success.
 */
export interface SendResult {
  startedAtMs: number;
  /** The status of the answer; absent when there was none. */
  status?: number;
  /** Why there was no complete answer. Absent when the answer ended in time. */
  failure?: Exclude<FailureClass, `http-${number}`>;
  /** The failure in one sentence that is safe to show. */
  detail?: string;
  /** The answer's `Retry-After` header. */
  retryAfter?: string;
  timings: PhaseTimings;
  /** Absent when there was no answer. */
  answerHeaders?: Record<string, string>;
  excerpt: string;
}

/** The part of a sent request that an attempt keeps. */
export type SentPost = Pick<Attempt, "requestHeaders" | "bodyDigest" | "secretVersion">;

/** One POST: the request as it was sent, and its result. */
export type PostResult = SendResult & SentPost;

/** What one attempt means for its delivery. `waitSeconds` is 0 unless the state is `retrying`. */
export interface Outcome {
  state: Extract<DeliveryState, "delivered" | "retrying" | "held" | "exhausted">;
  failure?: FailureClass;
  /** Set only if the state is `held`. The attempt uses up no retry. */
  heldFor?: HeldFor;
  /** Set only if the state is `retrying`, and the delivery is parked while it waits. */
  parked?: true;
  waitSeconds: number;
}

export interface RetryPolicy {
  maxRetries: number;
  waits: RetryWaits;
  /** Statuses that end the delivery, because no retry can help (Standard Webhooks: 410). */
  finalStatuses: readonly number[];
}

/**
 * Judges an attempt. A 2xx is a success. Everything else is retried while the policy has attempts left. `Retry-After`
 * counts only with the statuses in `SLOWS_DOWN`.
 *
 * @param number the number of the attempt in its run, from 1
 * @param random a number in [0, 1), for the jitter
 */
export function judge(result: SendResult, number: number, policy: RetryPolicy, nowMs: number, random: number): Outcome {
  const failure = failureOf(result);
  if (!failure) return { state: "delivered", waitSeconds: 0 };
  const final = result.status !== undefined && policy.finalStatuses.includes(result.status);
  if (final || number > policy.maxRetries) return { state: "exhausted", failure, waitSeconds: 0 };
  const asked = SLOWS_DOWN.has(result.status) ? retryAfterSeconds(result.retryAfter, nowMs) : 0;
  return { state: "retrying", failure, waitSeconds: waitAfter(number, policy.waits, random, asked) };
}

/**
 * Statuses that say "not now". Standard Webhooks 1.0.0 names 429, 502, 503 and 504. With 408 (RFC 9110, 15.5.9), 425
 * (RFC 8470), 500 and 529 (overloaded), servers send `Retry-After` too.
 */
const SLOWS_DOWN: ReadonlySet<number | undefined> = new Set([408, 425, 429, 500, 502, 503, 504, 529]);

/** How long an endpoint is paused if its receiver asks for a pause, and names no time to come. */
const PAUSE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 3600;

/**
 * Seconds for which a receiver asks to send it nothing; undefined if it doesn't ask. A 429 is about all requests (RFC 6585,
 * 4), and so is a 503 with `Retry-After` (RFC 9110, 15.6.4).
 */
export function askedPauseSeconds({ status, retryAfter }: SendResult, nowMs: number): number | undefined {
  if (status !== 429 && (status !== 503 || retryAfter === undefined)) return undefined;
  return Math.min(retryAfterSeconds(retryAfter, nowMs) || PAUSE_SECONDS, LONGEST_PAUSE_SECONDS);
}

/** The outcome of a failed attempt after which the delivery is held. */
export const heldAfter = ({ failure }: Outcome, heldFor: HeldFor): Outcome => ({
  state: "held",
  heldFor,
  ...(failure && { failure }),
  waitSeconds: 0,
});

/** Why a POST failed; undefined if it succeeded. */
export function failureOf(result: SendResult): FailureClass | undefined {
  if (result.failure) return result.failure;
  const { status } = result;
  if (status === undefined) return "protocol";
  return status >= 200 && status < 300 ? undefined : `http-${status}`;
}

/**
 * The record of an attempt.
 *
 * @param number the number of the attempt in the delivery, over all runs, from 1
 */
export function attemptOf(result: PostResult, number: number, url: string, trigger: AttemptTrigger): Attempt {
  return {
    number,
    at: new Date(result.startedAtMs).toISOString(),
    url,
    status: result.status,
    failure: failureOf(result),
    detail: result.detail,
    timings: result.timings,
    trigger,
    requestHeaders: result.requestHeaders,
    bodyDigest: result.bodyDigest,
    answerHeaders: result.answerHeaders,
    excerpt: result.excerpt,
    secretVersion: result.secretVersion,
  };
}
