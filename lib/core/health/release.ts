import { LONGEST_AHEAD_MS, type RateLimit } from "../rate/rate-limit.ts";
import type { Evidence } from "./evidence.ts";

/**
 * Held deliveries go out again, oldest first, in slices of 15 seconds. The first slice sends 10 a second, and each one
 * twice as many as the one before, while nearly all succeed.
 */
export interface Release {
  /** When the release began, in epoch milliseconds. */
  sinceMs: number;
  /** The number of deliveries that the next slice sends each second. */
  perSecond: number;
  /** When the next slice is due, in epoch milliseconds. */
  nextMs: number;
  /** More events come in than the rate limit lets out. So new deliveries are held too, and go out in their turn. */
  isOverRate?: true | undefined;
  /** The latest slice found nothing. The release only looks for deliveries that are held late. */
  isEmpty?: true | undefined;
  /** When the alert was raised that deliveries wait for the rate limit for long, ISO 8601. */
  alertedAt?: string | undefined;
  /** The endpoint's POSTs when the latest slice began. */
  seen?: Seen | undefined;
}

type Seen = Pick<Evidence, "windowSinceMs" | "attempts" | "failures">;

export const SLICE_SECONDS = 15;
const FIRST_PER_SECOND = 10;
/** POSTs take different times to arrive. So a receiver sees up to 100 a second. */
const MOST_PER_SECOND = 95;
/** A release that keeps to a rate limit sends up to this many a second. */
const KEEPS_UP_WITH = 100;
/** The rate doesn't grow while fewer of the POSTs succeed. */
const SUCCEEDING_PART = 0.95;

/**
 * A function may have decided to hold a delivery just before the release began, and write it later. No function runs for
 * longer than this. So a release goes on looking for held deliveries until then.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const LATE_HOLDS_MS = 16 * 60_000;
/** How often it looks once nothing is left. */
const LOOK_AGAIN_MS = 60_000;

export const releaseFrom = (nowMs: number): Release => ({
  sinceMs: nowMs,
  perSecond: FIRST_PER_SECOND,
  nextMs: nowMs,
});

/**
 * The release of deliveries that found no slot. The reserved slots are used up first. A release keeps up with 100 deliveries
 * a second. So with a higher limit, new deliveries still look for slots themselves, and only those without one are held.
 *
 * @param limit in deliveries a second
 * @param before the release that is under way
 * @returns undefined if that one finds them
 */
export function releaseAtRate(limit: number, nowMs: number, before?: Release): Release | undefined {
  const nextMs = nowMs + LONGEST_AHEAD_MS - SLICE_SECONDS * 1000;
  if (limit <= KEEPS_UP_WITH) return { sinceMs: nowMs, perSecond: limit, nextMs, isOverRate: true };
  if (!before) return { ...releaseFrom(nowMs), nextMs };
  return nowMs - before.sinceMs < LATE_HOLDS_MS / 2 ? undefined : { ...before, sinceMs: nowMs };
}

/** Within two seconds, clocks differ, and SQS may show a message early. */
export const EARLY_MS = 2_000;

/** A slice that was claimed is done again after this time if its function died. Longer than the function may run. */
export const SLICE_LEASE_MS = 90_000;

export const isSliceDue = ({ nextMs }: Release, nowMs: number): boolean => nextMs <= nowMs + EARLY_MS;

/** The release while a slice is under way. */
export const claimedSlice = (
  release: Release,
  { windowSinceMs, attempts, failures }: Evidence,
  nowMs: number,
): Release => ({ ...release, nextMs: nowMs + SLICE_LEASE_MS, seen: { windowSinceMs, attempts, failures } });

/** The POSTs since an earlier slice began. If their window is over, those of the window after it. */
export function answeredSince(seen: Seen | undefined, { windowSinceMs, attempts, failures }: Evidence): Answered {
  // Before the first slice, nothing was released.
  if (!seen) return { attempts: 0, failures: 0 };
  if (seen.windowSinceMs !== windowSinceMs) return { attempts, failures };
  return { attempts: attempts - seen.attempts, failures: failures - seen.failures };
}

/** The POSTs of a slice. */
interface Answered {
  attempts: number;
  failures: number;
}

/** How many deliveries a slice sends each second. The limit may have changed since the release began. */
export const paceOf = ({ perSecond, isOverRate }: Release, limit: RateLimit | undefined): number =>
  isOverRate && limit ? limit.perSecond : Math.min(perSecond, limit?.perSecond ?? perSecond);

/** The most deliveries that a slice sends. */
export const sliceSize = (pace: number): number => Math.max(1, Math.floor(pace * SLICE_SECONDS));

/** The longest time between two slices, however low the limit is: somebody may raise it. */
const LONGEST_GAP_MS = 60_000;

/** The time from a slice to the next one. A slice that was full ends with a whole delivery, so it may be shorter or longer. */
const gapMs = (sent: number, pace: number): number =>
  sent < sliceSize(pace) ? SLICE_SECONDS * 1000 : Math.min(Math.ceil((sent * 1000) / pace), LONGEST_GAP_MS);

/**
 * The release after a slice that has sent `sent` deliveries; undefined when it is over.
 *
 * @param pace how many it has sent each second
 */
export function afterSlice(
  release: Release,
  sent: number,
  { attempts, failures }: Answered,
  nowMs: number,
  pace = release.perSecond,
): Release | undefined {
  const nextMs = nowMs + gapMs(sent, pace);
  const emptied = { ...release, isEmpty: true, alertedAt: undefined, nextMs: nowMs + LOOK_AGAIN_MS } as const;
  if (release.isOverRate) {
    // From now on, new deliveries find slots.
    if (sent === 0) return { ...emptied, sinceMs: nowMs, isOverRate: undefined };
    return { ...release, nextMs };
  }
  if (sent === 0) {
    if (nowMs - release.sinceMs >= LATE_HOLDS_MS) return undefined;
    return emptied;
  }
  const isWell = attempts === 0 || (attempts - failures) / attempts >= SUCCEEDING_PART;
  const perSecond = Math.min(isWell ? release.perSecond * 2 : release.perSecond, MOST_PER_SECOND);
  return { ...release, isEmpty: undefined, perSecond, nextMs };
}
