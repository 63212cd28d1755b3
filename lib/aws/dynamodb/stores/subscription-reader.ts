import type { Subscription, SubscriptionKey } from "../../../core/model.ts";
import type { SubscriptionStore } from "../../../core/subscription/subscription-store.ts";
import { getRow } from "../driver/get-row.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { subscriptionKey } from "../keys.ts";
import { recordIn } from "../rows.ts";

/** Reads a subscription, strongly consistent. */
export const dynamoSubscriptionReader = (table: TableAccess): Pick<SubscriptionStore, "getSubscription"> => ({
  async getSubscription(key: SubscriptionKey) {
    const row = await getRow(table, subscriptionKey(key), "reading a subscription failed");
    return row && recordIn<Subscription>(row);
  },
});
