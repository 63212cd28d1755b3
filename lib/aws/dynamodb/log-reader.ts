import type { Attempt, Delivery } from "../../core/model.ts";
import type { LogReader, Page, PageRequest, SubscriptionKey } from "../../core/ports.ts";
import { recordIn, type Table } from "./access.ts";
import { batchGetter } from "./batch-get.ts";
import { cursorAfter, placeOf } from "./cursor.ts";
import { byId } from "./deliveries.ts";
import { readEvent } from "./events.ts";
import { queryRows } from "./query.ts";
import { ATTEMPT_PREFIX, deliveryKey, deliveryLogPks, deliveryLogSk, deliveryPk, LOG_INDEX } from "./table.ts";

/** What happened to events. The list of a subscription's deliveries may lag by moments: indexes do. */
export function dynamoLogReader(table: Table): LogReader {
  const batchGet = batchGetter(table);
  return {
    getEvent: (tenantId, eventId) => readEvent(table, tenantId, eventId),
    getDeliveries: async (ids) => byId<Delivery>(await batchGet(ids.map(deliveryKey))),
    listAttempts,
    listDeliveries,
  };

  async function listAttempts(deliveryId: string): Promise<Attempt[]> {
    const rows = await queryRows(table, {
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :attempts)",
      ExpressionAttributeValues: { ":pk": deliveryPk(deliveryId), ":attempts": ATTEMPT_PREFIX },
      ConsistentRead: true,
    });
    return rows.map((row) => recordIn<Attempt>(row));
  }

  /** Reads a page of each shard, of which the newest make the page. */
  async function listDeliveries(key: SubscriptionKey, { limit, after }: PageRequest): Promise<Page<Delivery>> {
    const place = after === undefined ? undefined : placeOf(after, key.subscriptionId);
    const shards = deliveryLogPks(key.subscriptionId).map((logPk) => readShard(table, logPk, key, limit + 1, place));
    const found = (await Promise.all(shards)).flat().sort(newestFirst);
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return found.length > limit && last ? { items, next: cursorAfter(last) } : { items };
  }
}

const newestFirst = (a: Delivery, b: Delivery): number => (deliveryLogSk(a) < deliveryLogSk(b) ? 1 : -1);

async function readShard(
  table: Table,
  logPk: string,
  { tenantId }: SubscriptionKey,
  limit: number,
  place: string | undefined,
): Promise<Delivery[]> {
  const query = {
    IndexName: LOG_INDEX,
    KeyConditionExpression: place === undefined ? "logPk = :pk" : "logPk = :pk AND logSk < :place",
    FilterExpression: "tenantId = :tenant",
    ExpressionAttributeValues: { ":pk": logPk, ":tenant": tenantId, ":place": place },
    ScanIndexForward: false,
    Limit: limit,
  };
  const rows = await queryRows(table, query, limit);
  return rows.map((row) => recordIn<Delivery>(row));
}
