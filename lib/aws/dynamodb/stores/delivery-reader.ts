import type { DeliveryContext, DeliveryReader } from "../../../core/delivery/delivery-store.ts";
import type { Subscription, SubscriptionKey } from "../../../core/model.ts";
import { deliveriesById } from "../delivery-rows.ts";
import { batchGetter } from "../driver/batch-get.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { deliveryKey, isDeliveryKey, subscriptionKey } from "../keys.ts";
import { recordsById } from "../rows.ts";

/** Reads the rows for a batch of deliveries in one BatchGetItem call, plus one for each further 100 distinct rows. */
export function dynamoDeliveryReader(table: TableAccess): DeliveryReader {
  const batchGet = batchGetter(table);
  return { loadContext };

  async function loadContext(subscriptions: SubscriptionKey[], deliveryIds: string[]): Promise<DeliveryContext> {
    const rows = await batchGet([...subscriptions.map(subscriptionKey), ...deliveryIds.map(deliveryKey)]);
    return {
      subscriptions: recordsById<Subscription>(rows.filter((row) => !isDeliveryKey(row))),
      deliveries: deliveriesById(rows.filter(isDeliveryKey)),
    };
  }
}
