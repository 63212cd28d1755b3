import { failureOf, type SendResult } from "../delivery/outcome.ts";
import type { FailureClass } from "../model/failure-class.ts";
import type { Tally } from "./evidence.ts";
import { hasTimedOut, wasSlow } from "./health.ts";

/** A POST of a batch, and how it ended. */
export interface EndedPost {
  deliveryId: string;
  /** Which probe it was: the number of those that had failed before. Undefined if it wasn't a probe. */
  probe?: number | undefined;
  result: SendResult;
  endedAtMs: number;
  /** It was counted as a time-out while it hung. */
  wasCounted: boolean;
}

/** Adds up the POSTs to one endpoint. A 429 is an answer, but neither a success nor a failure. */
export function tallyOf(posts: readonly EndedPost[]): Tally {
  const failed = posts.filter(hasFailed);
  return {
    successes: posts.filter(hasSucceeded).length,
    failures: failed.length,
    answers: posts.filter(isAnswered).length,
    timeOuts: posts.filter(({ result, wasCounted }) => hasTimedOut(result) && !wasCounted).length,
    slow: slowOf(posts.filter(({ result }) => wasSlow(result))),
    failedDeliveries: [...new Set(failed.map(({ deliveryId }) => deliveryId))],
  };
}

export const hasSucceeded = ({ result }: EndedPost): boolean => failureOf(result) === undefined;

export const hasFailed = (post: EndedPost): boolean => !hasSucceeded(post) && post.result.status !== TOO_MANY_REQUESTS;

/** The latest failure that counts. */
export function latestFailure(posts: readonly EndedPost[]): FailureClass | undefined {
  const latest = posts.findLast(hasFailed);
  return latest && failureOf(latest.result);
}

const TOO_MANY_REQUESTS = 429;

const isAnswered = ({ result }: EndedPost): boolean => result.status !== undefined && !hasTimedOut(result);

function slowOf(posts: readonly EndedPost[]): Tally["slow"] {
  if (posts.some(isAnswered)) return "answered";
  return posts.some(({ result }) => hasTimedOut(result)) ? "timed-out" : undefined;
}
