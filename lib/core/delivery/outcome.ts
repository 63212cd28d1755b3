import type { Attempt, AttemptTrigger, DeliveryState, FailureClass, PhaseTimings } from "../model.ts";
import { type RetryWaits, retryAfterSeconds, waitAfter } from "./retry.ts";

/** What the sender saw of one POST. Exactly one of `status` and `failure` is missing only when it is known. */
export interface SendResult {
  startedAtMs: number;
  /** The answer's status, if there was an answer. */
  status?: number;
  /** Why there was no usable answer. Absent when a status came and the answer ended in time. */
  failure?: Exclude<FailureClass, `http-${number}`>;
  /** One safe sentence about the failure. */
  detail?: string;
  /** The answer's `Retry-After` header. */
  retryAfter?: string;
  timings: PhaseTimings;
  /** Absent when there was no answer. */
  answerHeaders?: Record<string, string>;
  excerpt: string;
}

/** What is kept of a POST's own side. */
export type SentPost = Pick<Attempt, "requestHeaders" | "bodyDigest" | "secretVersion">;

/** One POST as it was sent, and what came of it. */
export type PostResult = SendResult & SentPost;

/** What one attempt means for its delivery. `waitSeconds` comes with `retrying`. */
export interface Outcome {
  state: Extract<DeliveryState, "delivered" | "retrying" | "exhausted">;
  failure?: FailureClass;
  waitSeconds: number;
}

export interface RetryPolicy {
  maxRetries: number;
  waits: RetryWaits;
  /** Statuses after which no retry can help (Standard Webhooks: 410). */
  finalStatuses: readonly number[];
}

/**
 * Judges the `number`-th attempt. A 2xx is success, everything else is retried while the policy has attempts
 * left; `Retry-After` counts on 429 and 5xx (Standard Webhooks 1.0.0 names 429, 502, 503 and 504).
 */
export function judge(result: SendResult, number: number, policy: RetryPolicy, nowMs: number, random: number): Outcome {
  const failure = failureOf(result);
  if (!failure) return { state: "delivered", waitSeconds: 0 };
  const final = result.status !== undefined && policy.finalStatuses.includes(result.status);
  if (final || number > policy.maxRetries) return { state: "exhausted", failure, waitSeconds: 0 };
  const asked = slowsDown(result.status) ? retryAfterSeconds(result.retryAfter, nowMs) : 0;
  return { state: "retrying", failure, waitSeconds: waitAfter(number, policy.waits, random, asked) };
}

const slowsDown = (status: number | undefined): boolean =>
  status === 429 || status === 502 || status === 503 || status === 504;

function failureOf(result: SendResult): FailureClass | undefined {
  if (result.failure) return result.failure;
  const { status } = result;
  if (status === undefined) return "protocol";
  return status >= 200 && status < 300 ? undefined : `http-${status}`;
}

/** The record of an attempt. */
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
