import type { Clock } from "../../lib/core/clock.ts";
import { probesDue } from "../../lib/core/health/breaker.ts";
import { changeStanding } from "../../lib/core/health/change-standing.ts";
import type { Health } from "../../lib/core/health/health.ts";
import type { StandingStore } from "../../lib/core/health/health-store.ts";
import { probesClaimed } from "../../lib/core/health/probes.ts";
import type { Subscription } from "../../lib/core/model/subscription.ts";
import { subscriptionKeyOf } from "../../lib/core/subscription/subscription-store.ts";
import { RECORD_MS, timeLimitMs } from "./attempt.ts";

export interface ProbeTurnPorts {
  health: StandingStore;
  maxTimeoutMs: number;
  now: Clock;
}

/**
 * The probes of an endpoint whose breaker is open. They are the first deliveries of the lane, one after the other. They
 * are claimed in the endpoint's standing, because other lanes of the subscription may look for probes too.
 */
export function probeTurns({ health: standings, maxTimeoutMs, now }: ProbeTurnPorts) {
  let claimed = { number: -1, left: 0 };

  /**
   * Resolves with which probe the lane's first delivery is: the number of those that failed before. Undefined if it is
   * none.
   *
   * @param atHand how many deliveries could be probes
   */
  return async function nextProbe(
    subscription: Subscription,
    health: Health,
    atHand: number,
  ): Promise<number | undefined> {
    if (claimed.number !== health.breaker?.failedProbes || claimed.left === 0) {
      claimed = await claim(subscription, health, atHand);
    }
    if (claimed.left === 0) return undefined;
    claimed.left--;
    return claimed.number;
  };

  async function claim(subscription: Subscription, health: Health, atHand: number) {
    const { breaker } = health;
    const found = breaker ? Math.min(probesDue(breaker, now()), atHand) : 0;
    if (!breaker || found === 0) return { number: -1, left: 0 };
    const untilMs = now() + found * (timeLimitMs(subscription, maxTimeoutMs) + 2 * RECORD_MS);
    const key = subscriptionKeyOf(subscription);
    const change = (current: Health | undefined) => probesClaimed(current, key, breaker, found, untilMs, now());
    const changed = await changeStanding(standings, key, change, health);
    return { number: breaker.failedProbes, left: changed ? found : 0 };
  }
}
