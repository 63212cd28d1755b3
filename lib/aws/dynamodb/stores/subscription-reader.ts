import type { Subscription, SubscriptionKey } from "../../../core/model/subscription.ts";
import type { SubscriptionStore } from "../../../core/subscription/subscription-store.ts";
import { getRow } from "../driver/get-row.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { subscriptionKey } from "../keys/subscription-keys.ts";
import { recordIn } from "../rows.ts";
import { dynamoSubscriptionLister } from "./subscription-lister.ts";

/** Reads subscriptions, strongly consistent. */
export const dynamoSubscriptionReader = (
  table: TableAccess,
): Pick<SubscriptionStore, "getSubscription" | "listSubscriptions"> => ({
  ...dynamoSubscriptionLister(table),
  async getSubscription(key: SubscriptionKey) {
    const row = await getRow(table, subscriptionKey(key), "reading a subscription failed");
    return row && recordIn<Subscription>(row);
  },
});
