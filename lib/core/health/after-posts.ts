import type { SubscriptionKey } from "../model/subscription.ts";
import type { Breaker } from "./breaker.ts";
import { type EndedPost, hasFailed, hasSucceeded, latestFailure } from "./ended-posts.ts";
import type { ChangedStanding, Health } from "./health.ts";
import { probeLost, probeWon, trip } from "./transitions.ts";

/**
 * An endpoint's standing after a batch's POSTs to it; undefined if they change nothing. A probe that failed outweighs the
 * successes of its batch.
 *
 * @param health what is known after the POSTs were counted
 * @param random a number in [0, 1)
 */
export function afterPosts(
  health: Health | undefined,
  key: SubscriptionKey,
  posts: readonly EndedPost[],
  nowMs: number,
  random: number,
): ChangedStanding | undefined {
  const { breaker } = health ?? {};
  if (!breaker) return trip(health, latestFailure(posts), nowMs, random);
  const isLost = posts.some((post) => post.probe === breaker.failedProbes && hasFailed(post));
  if (isLost) return probeLost(health, breaker.failedProbes, nowMs, random);
  const won = wonBy(posts.filter(hasSucceeded), breaker);
  return won > 0 ? probeWon(health, key, won, nowMs) : undefined;
}

/**
 * How many probes the successes are worth. Other POSTs that began before the breaker opened may show that the endpoint
 * works, but only probes close the breaker: at 70 % failures, many of those POSTs succeed.
 */
function wonBy(successes: readonly EndedPost[], { failedProbes, passed, since }: Breaker): number {
  const probes = successes.filter(({ probe }) => probe === failedProbes).length;
  if (probes > 0 || passed > 0) return probes;
  return successes.some(({ endedAtMs }) => endedAtMs > Date.parse(since)) ? 1 : 0;
}
