import type { Subscription, SubscriptionKey } from "../model/subscription.ts";
import { type WakeLanesPorts, wakeLanes } from "../ordered/wake-lanes.ts";
import { isAlertDue } from "./breaker.ts";
import { changeStanding } from "./change-standing.ts";
import { type DisablePorts, disableOverdue } from "./disabling.ts";
import { type Drained, drainHeld } from "./draining.ts";
import type { Health } from "./health.ts";
import type { Wake, WakeReason } from "./health-store.ts";
import { heldFor, isPaused } from "./holding.ts";
import { afterPassedTest, type PassedTestPorts } from "./passed-test.ts";
import { type ProbePorts, sendProbes } from "./probes.ts";
import { type ReleasePorts, releaseSlice } from "./release-slice.ts";
import { draining, outageAlerted, pauseOver, probeAtOnce } from "./transitions.ts";

type OfSubscriptions = ReleasePorts & ProbePorts & Omit<DisablePorts, "switch"> & PassedTestPorts;

export interface WakePorts extends OfSubscriptions, WakeLanesPorts {
  switch: DisablePorts["switch"] & PassedTestPorts["switch"];
}

/**
 * Does what is due for a subscription: ends a pause, raises an alert, sends probes, does a slice of a release. A reason
 * may make a probe due first. Overlapping calls are harmless, because each step claims its work in the endpoint's standing. What a crash
 * leaves undone is due again later. Only a message has the reason, and it comes back after a failure.
 *
 * Has the lanes of an ordered subscription looked at, and the lanes of one that is gone: they end their deliveries.
 */
export function wakeSubscription(ports: WakePorts) {
  const { standings, holds, subscriptions, now } = ports;
  const probe = sendProbes(ports);
  const release = releaseSlice(ports);
  const drain = drainHeld(ports);
  const disable = disableOverdue(ports);
  const passed = afterPassedTest(ports);
  const { wakeLane, wakeLanesOf, endRelease } = wakeLanes(ports);

  return async function wakeFor({ reason, lane, ...key }: Wake): Promise<void> {
    if (lane !== undefined) return wakeLane({ ...key, hash: lane });
    if (reason) await heed(reason, key);
    await wake(key);
  };

  /** For either reason, the endpoint may work now. */
  async function heed(reason: WakeReason, key: SubscriptionKey): Promise<void> {
    if (reason === "passed-test") await passed(key);
    await changeStanding(standings, key, (health) => probeAtOnce(health, now()));
  }

  async function wake(key: SubscriptionKey): Promise<void> {
    const [health, subscription] = await Promise.all([
      standings.getHealth(key.subscriptionId),
      subscriptions.getSubscription(key),
    ]);
    if (health) await work(key, health, subscription);
    else await holds.removeHold(key);
    if (!subscription || subscription.ordered) await wakeItsLanes(key, subscription);
  }

  /** While nothing may be sent, its lanes wait: the end of a pause wakes them. Only probes go to a failing endpoint. */
  async function wakeItsLanes(key: SubscriptionKey, subscription: Subscription | undefined): Promise<void> {
    const health = subscription?.active ? await standings.getHealth(key.subscriptionId) : undefined;
    const reason = health && heldFor(health, now());
    if (reason !== "paused") await wakeLanesOf(key, reason === "breaker" ? "for probes" : "all");
  }

  async function work(key: SubscriptionKey, health: Health, subscription: Subscription | undefined): Promise<void> {
    if (!subscription) return endHeld(key, health, "cancelled");
    if (!subscription.active) return endHeld(key, health, "skipped");
    const unpaused = await withoutPause(key, health);
    if (heldFor(unpaused, now()) === "paused") return subscription.ordered ? undefined : holdPaused(key, unpaused);
    const current = await alerted(key, unpaused);
    if (await disable(subscription, key, current)) return wake(key);
    if (subscription.ordered && (await endRelease(key, current))) return;
    if (current.breaker && !current.breaker.lacksProbe && !subscription.ordered) await holds.addHold(key, "breaker");
    const probed = await probe(subscription, key, current);
    // The next delivery is the probe. `deliver` wakes the endpoint when it holds it, and `ingest` doesn't.
    if (probed.breaker?.lacksProbe) await holds.removeHold(key);
    if (probed.release) await release(key, probed, subscription.rateLimit);
  }

  async function withoutPause(key: SubscriptionKey, health: Health): Promise<Health> {
    if (!health.paused || isPaused(health.paused, now())) return health;
    const changed = await changeStanding(standings, key, (current) => pauseOver(current, now()), health);
    return changed ?? (await standings.getHealth(key.subscriptionId)) ?? health;
  }

  /** Raises the alert about a long outage. A pause puts it off, because nothing is sent that could show a recovery. */
  async function alerted(key: SubscriptionKey, health: Health): Promise<Health> {
    if (!health.breaker || !isAlertDue(health.breaker, now())) return health;
    const changed = await changeStanding(standings, key, (current) => outageAlerted(current, key, now()), health);
    return changed ?? (await standings.getHealth(key.subscriptionId)) ?? health;
  }

  /** A pause that a receiver asked for is short, so `deliver` holds its deliveries. */
  async function holdPaused(key: SubscriptionKey, { paused }: Health): Promise<void> {
    if (paused?.untilMs === undefined) await holds.addHold(key, "paused");
  }

  /** A pause by hand stays while its subscription is inactive. */
  async function endHeld(key: SubscriptionKey, health: Health, drained: Drained): Promise<void> {
    const isPausedByHand = health.paused && health.paused.untilMs === undefined;
    if (drained === "skipped" && isPausedByHand) return void (await drain(key, drained));
    const changed = await changeStanding(standings, key, (current) => draining(current, drained, now()), health);
    const current = changed ?? health;
    if (current.release) await release(key, current, undefined, drained);
  }
}
