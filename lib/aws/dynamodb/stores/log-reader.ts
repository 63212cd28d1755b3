import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import type { DeliveryFilter, EventFilter } from "../../../core/log/log-filters.ts";
import type { EventHead, LogReader } from "../../../core/log/log-reader.ts";
import type { Attempt, Delivery, SubscriptionKey } from "../../../core/model.ts";
import { recordIn, type Table } from "../driver/access.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { cursorOf, placeOf } from "../driver/cursor.ts";
import { queryRows } from "../driver/query.ts";
import {
  ATTEMPT_PREFIX,
  deliveryIndexPks,
  deliveryKey,
  deliveryLogPks,
  deliveryPk,
  eventLogPks,
  FAILURE_INDEX,
  HEAD_INDEX,
  LOG_INDEX,
  STATE_INDEX,
} from "../table.ts";
import { attemptIn, byId } from "./delivery-reader.ts";
import { readEvent } from "./event-writer.ts";
import { eventHead, keptEventReader } from "./kept-events.ts";
import { allOf, oneOf } from "./log-conditions.ts";
import { type LogList, type LogPage, MOST_READ, readLogPage } from "./log-page.ts";

/**
 * What happened to events. The lists may lag by moments: indexes do.
 *
 * @param mostRead how many rows a page may look at
 */
export function dynamoLogReader(table: Table, mostRead = MOST_READ): LogReader {
  const batchGet = batchGetter(table);
  return {
    getEvent: (tenantId, eventId) => readEvent(table, tenantId, eventId),
    getDeliveries: async (ids) => byId<Delivery>(await batchGet(ids.map(deliveryKey))),
    ...keptEventReader(table),
    listAttempts,
    listDeliveries,
    listEvents,
  };

  async function listAttempts(deliveryId: string): Promise<Attempt[]> {
    const rows = await queryRows(table, {
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :attempts)",
      ExpressionAttributeValues: { ":pk": deliveryPk(deliveryId), ":attempts": ATTEMPT_PREFIX },
      ConsistentRead: true,
    });
    return rows.map(attemptIn);
  }

  async function listDeliveries(
    { tenantId, subscriptionId }: SubscriptionKey,
    filter: DeliveryFilter,
    page: PageRequest,
  ): Promise<Page<Delivery>> {
    const read = await readPage(subscriptionId, deliveryList(subscriptionId, filter), page);
    const deliveries = read.rows.map((row) => recordIn<Delivery>(row));
    // A subscription is one tenant's: so are all of its deliveries.
    if (deliveries.some((delivery) => delivery.tenantId !== tenantId)) return { items: [] };
    return { items: deliveries, ...nextOf(subscriptionId, read) };
  }

  async function listEvents(tenantId: string, filter: EventFilter, page: PageRequest): Promise<Page<EventHead>> {
    const { type, order = "newest", since, until } = filter;
    const condition = oneOf("type", type === undefined ? undefined : [type]);
    const list: LogList = { index: HEAD_INDEX, pks: eventLogPks(tenantId), order, since, until, condition };
    const name = `events of ${tenantId}`;
    const read = await readPage(name, list, page);
    return { items: read.rows.map(eventHead), ...nextOf(name, read) };
  }

  function readPage(name: string, list: LogList, { limit, after }: PageRequest): Promise<LogPage> {
    const place = after === undefined ? undefined : placeOf(after, name);
    return readLogPage(table, { ...list, after: place }, limit, mostRead);
  }
}

const nextOf = (name: string, { next }: LogPage) => (next === undefined ? {} : { next: cursorOf(name, next) });

/** The index that answers most of the question, and as a condition what it leaves open. */
function deliveryList(
  subscriptionId: string,
  { states, failure, types, order, since, until }: DeliveryFilter,
): LogList {
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
