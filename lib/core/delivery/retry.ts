/** Seconds to wait after the first, the second, … failed attempt. The last wait repeats. */
export type RetryWaits = readonly [number, ...number[]];

export const DEFAULT_RETRY_WAITS: RetryWaits = [30, 300, 1800, 7200, 18_000, 36_000];

/** Each wait varies by this share in both directions, so that retries don't all come at once after an outage. */
const JITTER = 0.2;

/**
 * SQS hides a message for at most 12 hours after it was received, and rejects a longer visibility timeout. The margin
 * covers the time since the receive, and differences between clocks.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html
 */
export const LONGEST_WAIT_SECONDS = 12 * 3600 - 15 * 60;

/**
 * Seconds to wait after a failed attempt, as an integer. A receiver's `Retry-After` raises the wait and never lowers it.
 *
 * @param attempts the number of failed attempts in the run, at least 1
 * @param random a number in [0, 1)
 */
export function waitAfter(attempts: number, waits: RetryWaits, random: number, retryAfterSeconds = 0): number {
  const base = waits[Math.min(attempts, waits.length) - 1] ?? waits[0];
  const jittered = base * (1 - JITTER + 2 * JITTER * random);
  return Math.min(Math.ceil(Math.max(jittered, retryAfterSeconds)), LONGEST_WAIT_SECONDS);
}

/**
 * Seconds that a `Retry-After` header asks for, at most `LONGEST_WAIT_SECONDS`. 0 if the header is neither a number nor
 * a date (RFC 9110, 10.2.3). Some servers send fractions, which the RFC doesn't allow.
 */
export function retryAfterSeconds(header: string | undefined, nowMs: number): number {
  const text = header?.trim() ?? "";
  const seconds = /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : (dateMs(text) - nowMs) / 1000;
  return seconds > 0 ? Math.min(Math.ceil(seconds), LONGEST_WAIT_SECONDS) : 0;
}

/** Reads a date in any form of RFC 9110, 5.6.7, or ISO 8601. One of these forms has no time zone and is in UTC. */
function dateMs(text: string): number {
  if (!/\d:\d\d/.test(text)) return Number.NaN;
  return Date.parse(/(Z|GMT|UTC|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text} GMT`);
}

const FAULT_FIRST_WAIT_SECONDS = 5;
const FAULT_LONGEST_WAIT_SECONDS = 15 * 60;

/**
 * Seconds until SQS shows a message again after a failure inside Posthorn, as an integer. The longest wait doubles with
 * each receive, from 5 s to 15 min. The wait is random, between half of the longest wait and all of it.
 *
 * @param receives how often the message was received, this time included
 */
export function waitAfterFault(receives: number, random: number): number {
  const doubled = FAULT_FIRST_WAIT_SECONDS * 2 ** Math.min(receives - 1, 20);
  return Math.ceil(Math.min(doubled, FAULT_LONGEST_WAIT_SECONDS) * (0.5 + random / 2));
}
