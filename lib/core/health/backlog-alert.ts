import { type AlertOf, alertOf } from "../alerts/alert.ts";
import type { Delivery } from "../model/delivery.ts";
import type { SubscriptionKey } from "../model/subscription.ts";
import type { RateLimit } from "../rate/rate-limit.ts";
import type { Release } from "./release.ts";

export type BacklogAlert = AlertOf<"subscription.rate-limited">;

/** People are told of deliveries that wait for their rate limit for longer than this. */
const LONG_WAIT_MS = 10 * 60_000;

/**
 * The alert about a backlog at a rate limit. Undefined if its deliveries don't wait for long, or if people were told.
 *
 * @param oldest the first delivery of a slice, as it was held
 */
export function backlogAlert(
  key: SubscriptionKey,
  { alertedAt }: Release,
  oldest: Delivery | undefined,
  limit: RateLimit | undefined,
  nowMs: number,
): BacklogAlert | undefined {
  if (!limit || alertedAt !== undefined || oldest?.heldFor !== "rate") return undefined;
  const { updatedAt: oldestHeldAt } = oldest;
  if (nowMs - Date.parse(oldestHeldAt) <= LONG_WAIT_MS) return undefined;
  return alertOf(key, "subscription.rate-limited", { perSecond: limit.perSecond, oldestHeldAt }, nowMs);
}
