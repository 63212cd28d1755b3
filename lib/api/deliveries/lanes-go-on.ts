import type { Logger } from "@aws-lambda-powertools/logger";
import { hasAttempts } from "../../core/delivery/lifecycle.ts";
import type { WakeQueue } from "../../core/health/health-store.ts";
import type { Delivery } from "../../core/model/delivery.ts";
import type { Subscription } from "../../core/model/subscription.ts";
import { type SubscriptionStore, subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";

export interface LanesGoOnPorts {
  subscriptions: Pick<SubscriptionStore, "getSubscription" | "listSubscriptions">;
  wakes: WakeQueue;
  logger: Pick<Logger, "error">;
}

/** With more subscriptions, it's cheaper to read all of the tenant's. */
const MOST_READ = 20;

/**
 * Has the lanes of cancelled deliveries looked at: if their subscriptions are ordered, others may wait behind those that
 * were tried. The others are behind a delivery that waits for its own retry, and a look would make that early. The
 * deliveries are already cancelled, so a failure here must not fail the request. The others then wait until the next
 * attempts of the cancelled ones would have been due.
 */
export function lanesGoOn({ subscriptions, wakes, logger }: LanesGoOnPorts) {
  return async function goOn(tenantId: string, cancelled: readonly Delivery[]): Promise<void> {
    try {
      const ids = [...new Set(cancelled.filter(hasAttempts).map(({ subscriptionId }) => subscriptionId))];
      const ordered = (await found(tenantId, ids)).filter((subscription) => subscription.ordered);
      if (ordered.length > 0) await wakes.sendWakes(ordered.map(subscriptionKeyOf), 0);
    } catch (error) {
      const [first] = cancelled;
      logger.error("deliveries behind a cancelled one wait longer", { error: error as Error, id: first?.id });
    }
  };

  async function found(tenantId: string, ids: string[]): Promise<Subscription[]> {
    if (ids.length > MOST_READ) {
      const wanted = new Set(ids);
      return (await subscriptions.listSubscriptions(tenantId)).filter(({ id }) => wanted.has(id));
    }
    const read = await Promise.all(ids.map((id) => subscriptions.getSubscription(subscriptionKeyOf({ tenantId, id }))));
    return read.flatMap((subscription) => subscription ?? []);
  }
}
