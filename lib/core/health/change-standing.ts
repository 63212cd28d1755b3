import { PipelineFault } from "../errors.ts";
import type { SubscriptionKey } from "../model/subscription.ts";
import type { ChangedStanding, Health } from "./health.ts";
import type { StandingStore } from "./health-store.ts";

const MAX_TRIES = 8;

/**
 * Changes an endpoint's standing. `change` gets what is known now, and is called again if somebody else was faster.
 * Undefined leaves the standing alone.
 *
 * @param known what was read already, to save the first read
 * @returns what is known after the change; undefined if nothing was changed
 */
export async function changeStanding(
  store: Pick<StandingStore, "getHealth" | "replaceStanding">,
  subscription: SubscriptionKey,
  change: (health: Health | undefined) => ChangedStanding | undefined,
  known?: Health,
): Promise<Health | undefined> {
  let health = known ?? (await store.getHealth(subscription.subscriptionId));
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const after = change(health);
    if (!after) return undefined;
    const changed = await store.replaceStanding(subscription, health, after);
    if (changed) return changed;
    health = await store.getHealth(subscription.subscriptionId);
  }
  throw new PipelineFault("an endpoint's standing kept changing");
}
