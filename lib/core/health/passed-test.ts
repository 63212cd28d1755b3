import type { Clock } from "../clock.ts";
import { nextUpdate } from "../kit/next-update.ts";
import type { Subscription, SubscriptionKey } from "../model/subscription.ts";
import type { SubscriptionStore, SubscriptionSwitch } from "../subscription/subscription-store.ts";
import type { HealthCounter } from "./health-store.ts";

export interface PassedTestPorts {
  counter: Pick<HealthCounter, "count">;
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
  switch: Pick<SubscriptionSwitch, "enableFailing">;
  now: Clock;
}

/**
 * A receiver has accepted a test send. A subscription that was switched off because its endpoint failed is switched on
 * again. One that a person switched off stays off, and so does one whose receiver answered 410.
 */
export function afterPassedTest({ counter, subscriptions, now, ...ports }: PassedTestPorts) {
  return async function passed(key: SubscriptionKey): Promise<void> {
    const subscription = await subscriptions.getSubscription(key);
    if (!subscription || !isDisabled(subscription)) return;
    // Only here does a test send count as a success. Without it, the failures of the last days would disable the
    // subscription again. It is counted first, because after a crash between the two, both are done again.
    await counter.count(key, PASSED);
    await ports.switch.enableFailing(key, nextUpdate(subscription, now()));
  };
}

const PASSED = { successes: 1, failures: 0, answers: 1, timeOuts: 0, failedDeliveries: [] };

const isDisabled = ({ active, disabledReason }: Subscription): boolean => !active && disabledReason === "failing";
