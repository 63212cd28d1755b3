import type { SubscriptionKey } from "../model/subscription.ts";
import type { HealthReader, WakeQueue, WakeReason } from "./health-store.ts";
import { isHolding } from "./holding.ts";

export interface WakingPorts {
  health: HealthReader;
  wakes: WakeQueue;
}

/** A request to a function ends within 30 s. */
const AFTER_THE_REQUEST_SECONDS = 30;

/** A request that began while another one was under way ends within this time. */
export const AFTER_BOTH_REQUESTS_SECONDS = 60;

/** Wakes subscriptions that requests change. The function `wake` then changes the standing of their endpoints. */
export function waking({ health, wakes }: WakingPorts) {
  return { wake, wakeLater, mayWork };

  async function wake(key: SubscriptionKey, reason?: WakeReason): Promise<void> {
    await wakes.sendWakes([{ ...key, ...(reason && { reason }) }], 0);
  }

  /** The endpoint may work now: `wake` probes it at once if its breaker is open. `hasWork`: there is other work too. */
  async function mayWork(key: SubscriptionKey, hasWork: boolean): Promise<void> {
    const isOpen = (await health.getHealth(key.subscriptionId))?.breaker !== undefined;
    if (isOpen || hasWork) await wake(key, "may-work");
  }

  /**
   * Before a request that ends what a standing holds: `wake` looks after the request, even if the function dies in it.
   * Nothing would ever be due for a subscription that is paused by hand. Resolves with whether anything is held.
   */
  async function wakeLater(key: SubscriptionKey): Promise<boolean> {
    const known = await health.getHealth(key.subscriptionId);
    const holds = known !== undefined && isHolding(known);
    if (holds) await wakes.sendWakes([key], AFTER_THE_REQUEST_SECONDS);
    return holds;
  }
}
