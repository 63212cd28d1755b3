import type { DeliveryContext, DeliveryReader } from "../../../core/delivery/delivery-store.ts";
import type { Attempt, Delivery, Subscription, SubscriptionKey } from "../../../core/model.ts";
import { expiry, type Row, recordIn, type Table } from "../driver/access.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { attemptKey, deliveryKey, deliveryLogKey, subscriptionKey } from "../table.ts";

/** Reads what a batch of deliveries needs in one BatchGetItem, or one for each 100 distinct rows. */
export function dynamoDeliveryReader(table: Table): DeliveryReader {
  const batchGet = batchGetter(table);
  return { loadContext };

  async function loadContext(subscriptions: SubscriptionKey[], deliveryIds: string[]): Promise<DeliveryContext> {
    const rows = await batchGet([...subscriptions.map(subscriptionKey), ...deliveryIds.map(deliveryKey)]);
    return {
      subscriptions: byId<Subscription>(rows.filter((row) => !isDelivery(row))),
      deliveries: byId<Delivery>(rows.filter(isDelivery)),
    };
  }
}

const isDelivery = (row: Row): boolean => row.pk.startsWith("D#");

/** The records in rows, by id. */
export const byId = <T extends { id: string }>(rows: Row[]): Map<string, T> =>
  new Map(rows.map((row) => recordIn<T>(row)).map((record) => [record.id, record]));

/** A delivery's row lives on from its latest attempt. */
export const deliveryRow = (table: Table, delivery: Delivery): Row => ({
  ...deliveryKey(delivery.id),
  ...deliveryLogKey(delivery),
  ...expiry(table, delivery.updatedAt),
  ...delivery,
});

/** The row of one attempt. Headers are kept as JSON text: nobody asks the table about them. */
export const attemptRow = (table: Table, deliveryId: string, attempt: Attempt): Row => ({
  ...attemptKey(deliveryId, attempt.number),
  ...expiry(table, attempt.at),
  ...attempt,
  requestHeaders: attempt.requestHeaders && JSON.stringify(attempt.requestHeaders),
  answerHeaders: attempt.answerHeaders && JSON.stringify(attempt.answerHeaders),
});

/** The attempt in a row. */
export function attemptIn(row: Row): Attempt {
  const { requestHeaders, answerHeaders, ...rest } = recordIn<Record<string, unknown> & Attempt>(row);
  const headers = Object.entries({ requestHeaders, answerHeaders }).filter(([, text]) => typeof text === "string");
  return { ...rest, ...Object.fromEntries(headers.map(([name, text]) => [name, JSON.parse(String(text))])) };
}
