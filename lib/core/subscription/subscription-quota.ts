import type { Clock } from "../clock.ts";
import { Refusal } from "../errors.ts";
import { lru } from "../kit/lru.ts";

/** How long a function trusts its count of a tenant's subscriptions, far from the limit. It adds its own new ones. */
const COUNT_KEPT_MS = 60_000;
/** Near the limit, every new subscription is counted anew. */
const NEAR = 0.95;
const KEPT_COUNTS = 1_000;

/** The most ordered subscriptions of a tenant: the function `ingest` queues their deliveries while the producer waits. */
export const MAX_ORDERED = 100;

/**
 * Makes a check that a tenant may have one more subscription, or one more of a kind. The cost of a count grows with the
 * subscriptions, so the count is kept for a while. Requests at the same time can exceed the limit by a few. Throws a 409
 * `Refusal` at the limit.
 */
export function subscriptionQuota(
  countOf: (tenantId: string) => Promise<number>,
  most: number,
  now: Clock,
  kind = "subscriptions",
) {
  const counts = lru<{ count: number; atMs: number }>(KEPT_COUNTS);

  return async function requireRoom(tenantId: string): Promise<void> {
    const kept = counts.get(tenantId);
    const isFresh = kept && now() - kept.atMs < COUNT_KEPT_MS && kept.count < most * NEAR;
    const { count, atMs } = isFresh ? kept : { count: await countOf(tenantId), atMs: now() };
    if (count >= most) {
      throw new Refusal(409, `The tenant has ${most} ${kind}, and can't have more. Delete some first.`);
    }
    counts.set(tenantId, { count: count + 1, atMs });
  };
}
