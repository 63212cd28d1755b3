import type { Subscription } from "../../../core/model/subscription.ts";
import type { SubscriptionLister } from "../../../core/subscription/subscription-store.ts";
import { queryPartition } from "../driver/query.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { subscriptionsPk } from "../keys/subscription-keys.ts";
import { recordIn } from "../rows.ts";

/** A tenant's subscriptions, oldest first, because their ids sort by creation time. */
export const dynamoSubscriptionLister = (table: TableAccess): SubscriptionLister => ({
  async listSubscriptions(tenantId) {
    const rows = await queryPartition(table, subscriptionsPk(tenantId));
    return rows.map((row) => recordIn<Subscription>(row));
  },
});
