import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import type { DeliveryFilter, EventFilter } from "../../../core/log/log-filters.ts";
import type { EventHead, LogReader } from "../../../core/log/log-reader.ts";
import type { Delivery, SubscriptionKey } from "../../../core/model.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { allOf, oneOf } from "../driver/conditions.ts";
import { listCursor, placeOfCursor } from "../driver/list-cursor.ts";
import { MAX_READ, type MergedList, type MergedPage, readMergedPage } from "../driver/merged-page.ts";
import { queryPartition } from "../driver/query.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { eventHeadIn } from "../event-rows.ts";
import { ATTEMPT_PREFIX, deliveryKey, deliveryPk } from "../keys.ts";
import { deliveryIndexPks, deliveryLogPks, eventLogPks } from "../log-keys.ts";
import { attemptIn, recordIn, recordsById } from "../rows.ts";
import { FAILURE_INDEX, HEAD_INDEX, LOG_INDEX, STATE_INDEX } from "../table.ts";
import { eventReader } from "./event-reader.ts";

/**
 * Reads the log. Lists may lag by moments, because DynamoDB updates indexes asynchronously.
 *
 * @param mostRead the most rows that a page may read
 */
export function dynamoLogReader(table: TableAccess, mostRead = MAX_READ): LogReader {
  const batchGet = batchGetter(table);
  return {
    ...eventReader(table),
    getDeliveries: async (ids) => recordsById<Delivery>(await batchGet(ids.map(deliveryKey))),
    listAttempts: async (id) => (await queryPartition(table, deliveryPk(id), ATTEMPT_PREFIX)).map(attemptIn),
    listDeliveries,
    listEvents,
  };

  async function listDeliveries(
    { tenantId, subscriptionId }: SubscriptionKey,
    filter: DeliveryFilter,
    page: PageRequest,
  ): Promise<Page<Delivery>> {
    const read = await readPage(subscriptionId, deliveryList(subscriptionId, filter), page);
    const deliveries = read.rows.map((row) => recordIn<Delivery>(row));
    // A subscription belongs to one tenant, and so do all its deliveries.
    if (deliveries.some((delivery) => delivery.tenantId !== tenantId)) return { items: [] };
    return { items: deliveries, ...nextOf(subscriptionId, read) };
  }

  async function listEvents(tenantId: string, filter: EventFilter, page: PageRequest): Promise<Page<EventHead>> {
    const { type, order = "newest", since, until } = filter;
    const condition = oneOf("type", type === undefined ? undefined : [type]);
    const list: MergedList = { index: HEAD_INDEX, pks: eventLogPks(tenantId), order, since, until, condition };
    const name = `events of ${tenantId}`;
    const read = await readPage(name, list, page);
    return { items: read.rows.map(eventHeadIn), ...nextOf(name, read) };
  }

  function readPage(name: string, list: MergedList, { limit, after }: PageRequest): Promise<MergedPage> {
    const place = after === undefined ? undefined : placeOfCursor(after, name);
    return readMergedPage(table, { ...list, after: place }, limit, mostRead);
  }
}

const nextOf = (name: string, { next }: MergedPage) => (next === undefined ? {} : { next: listCursor(name, next) });

/** Picks the index that answers most of the filter. The rest of the filter becomes a condition. */
function deliveryList(
  subscriptionId: string,
  { states, failure, types, order, since, until }: DeliveryFilter,
): MergedList {
  const common = { order: order ?? "newest", since, until };
  const ofType = oneOf("type", types);
  if (failure !== undefined) {
    const pks = deliveryIndexPks(subscriptionId, [failure]);
    return { ...common, index: FAILURE_INDEX, pks, condition: allOf([ofType, oneOf("state", states)]) };
  }
  if (states && !states.includes("delivered")) {
    return { ...common, index: STATE_INDEX, pks: deliveryIndexPks(subscriptionId, states), condition: ofType };
  }
  const pks = deliveryLogPks(subscriptionId);
  return { ...common, index: LOG_INDEX, pks, condition: allOf([ofType, oneOf("state", states)]) };
}
