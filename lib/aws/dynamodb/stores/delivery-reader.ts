import type { DeliveryContext, DeliveryReader } from "../../../core/delivery/delivery-store.ts";
import type { Subscription, SubscriptionKey } from "../../../core/model/subscription.ts";
import type { Tenant } from "../../../core/model/tenant.ts";
import { deliveriesById } from "../delivery-rows.ts";
import { batchGetter } from "../driver/batch-get.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { healthIn } from "../health-rows.ts";
import { deliveryKey, isDeliveryKey } from "../keys/delivery-keys.ts";
import { healthKey, isHealthKey } from "../keys/health-keys.ts";
import { subscriptionKey } from "../keys/subscription-keys.ts";
import { tenantKey } from "../keys/tenant-keys.ts";
import { recordsById } from "../rows.ts";

/**
 * Reads the rows for a batch of deliveries in one BatchGetItem call, plus one for each further 100 distinct rows. If a
 * subscription was deleted, another call reads its tenant.
 */
export function dynamoDeliveryReader(table: TableAccess): DeliveryReader {
  const batchGet = batchGetter(table);
  return { loadContext };

  async function loadContext(
    keys: SubscriptionKey[],
    deliveryIds: string[],
    healthOf: readonly string[] = [],
  ): Promise<DeliveryContext> {
    const wanted = [...keys.map(subscriptionKey), ...deliveryIds.map(deliveryKey), ...healthOf.map(healthKey)];
    const rows = await batchGet(wanted);
    const subscriptions = recordsById<Subscription>(rows.filter((row) => !isDeliveryKey(row) && !isHealthKey(row)));
    const missing = keys.filter(({ subscriptionId }) => !subscriptions.has(subscriptionId));
    const tenants = missing.length > 0 ? await batchGet(missing.map(({ tenantId }) => tenantKey(tenantId))) : [];
    return {
      subscriptions,
      tenants: recordsById<Tenant>(tenants),
      deliveries: deliveriesById(rows.filter(isDeliveryKey)),
      health: new Map(rows.filter(isHealthKey).map(healthIn)),
    };
  }
}
