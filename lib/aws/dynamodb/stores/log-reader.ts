import { ownIdClaim } from "../../../core/events.ts";
import { firstUlidAt } from "../../../core/ids.ts";
import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import { withoutAnswer } from "../../../core/log/erasing.ts";
import type { DeliveryFilter, EventFilter, TimeSpan } from "../../../core/log/log-filters.ts";
import type { EventHead, LogReader } from "../../../core/log/log-reader.ts";
import type { Attempt, Delivery, DeliveryState, SubscriptionKey, TenantRef } from "../../../core/model.ts";
import { attemptsIn, attemptsInRows, deliveriesById, deliveryIn } from "../delivery-rows.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { allOf, oneOf } from "../driver/conditions.ts";
import { getRow } from "../driver/get-row.ts";
import { listCursor, placeOfCursor } from "../driver/list-cursor.ts";
import { MAX_READ, type MergedList, type MergedPage, readMergedPage } from "../driver/merged-page.ts";
import { queryPartition } from "../driver/query.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { eventClaimIn, eventHeadIn } from "../event-rows.ts";
import { attemptsPk, claimKey, deliveryKey, deliveryPks, eventPks, statePks } from "../keys.ts";
import { STATE_INDEX } from "../table.ts";
import { dynamoEventReader } from "./event-reader.ts";

/**
 * Reads the log, strongly consistent. Only lists by state or failure may leave out a delivery for a moment after it
 * changed, because DynamoDB updates indexes asynchronously.
 *
 * @param mostRead the most rows that a page may read
 */
export function dynamoLogReader(table: TableAccess, mostRead = MAX_READ): LogReader {
  const batchGet = batchGetter(table);
  return { ...dynamoEventReader(table), ulidOfOwnId, getDeliveries, listAttempts, listDeliveries, listEvents };

  async function ulidOfOwnId(of: TenantRef, id: string): Promise<string | undefined> {
    const row = await getRow(table, claimKey(of, ownIdClaim(id)), "reading a claim failed");
    return row && eventClaimIn(row).ulid;
  }

  async function getDeliveries(ids: string[]): Promise<Map<string, Delivery>> {
    return deliveriesById(await batchGet(ids.map(deliveryKey)));
  }

  async function listAttempts(id: string): Promise<Attempt[]> {
    const [[row], later] = await Promise.all([batchGet([deliveryKey(id)]), queryPartition(table, attemptsPk(id))]);
    if (!row) return [];
    const inside = attemptsIn(row);
    // A writer that died or came too late may have left the row of an attempt whose number another attempt took.
    const others = attemptsInRows(deliveryIn(row), later).filter(({ number }) => number > inside.length);
    const all = [...inside, ...others];
    // Such a row may also have come after an erasure, with an answer.
    return row.contentErasedAt === undefined ? all : all.map(withoutAnswer);
  }

  async function listDeliveries(
    { tenantId, subscriptionId }: SubscriptionKey,
    filter: DeliveryFilter,
    page: PageRequest,
  ): Promise<Page<Delivery>> {
    const read = await readPage(subscriptionId, deliveryList(subscriptionId, filter), page);
    const deliveries = isIndexed(filter) ? await currentOf(read.rows, filter) : read.rows.map(deliveryIn);
    // A subscription belongs to one tenant, and so do all its deliveries.
    if (deliveries.some((delivery) => delivery.tenantId !== tenantId)) return { items: [] };
    return { items: deliveries, ...nextOf(subscriptionId, read) };
  }

  /** The rows that the index lists, as they are now. Leaves out rows that no longer meet the filter. */
  async function currentOf(listed: TableRow[], { states, failure }: DeliveryFilter): Promise<Delivery[]> {
    const found = new Map((await batchGet(listed.map(tableKeyOf))).map((row) => [keyOf(row), row]));
    const rows = listed.flatMap((row) => found.get(keyOf(row)) ?? []).map(deliveryIn);
    return rows.filter(
      (row) => (states?.includes(row.state) ?? true) && (failure === undefined || row.failure === failure),
    );
  }

  async function listEvents(of: TenantRef, filter: EventFilter, page: PageRequest): Promise<Page<EventHead>> {
    const { type, order = "newest" } = filter;
    const condition = oneOf("type", type === undefined ? undefined : [type]);
    const list: MergedList = { pks: eventPks(of), order, ...rangeOf(filter), condition };
    const name = `events of ${of.tenantId} ${of.incarnation}`;
    const read = await readPage(name, list, page);
    return { items: read.rows.map((row) => eventHeadIn(of, row)), ...nextOf(name, read) };
  }

  function readPage(name: string, list: MergedList, { limit, after }: PageRequest): Promise<MergedPage> {
    const place = after === undefined ? undefined : placeOfCursor(after, name);
    return readMergedPage(table, { ...list, after: place }, limit, mostRead);
  }
}

/** The sort keys of a span. No random ULID is the first one of its millisecond, so `until` is exclusive. */
const rangeOf = ({ since, until }: TimeSpan) => ({
  first: since === undefined ? undefined : firstUlidAt(Date.parse(since)),
  last: until === undefined ? undefined : firstUlidAt(Date.parse(until)),
});

const tableKeyOf = ({ pk, sk }: TableRow) => ({ pk, sk });
const keyOf = ({ pk, sk }: TableRow): string => `${pk} ${sk}`;

const nextOf = (name: string, { next }: MergedPage) => (next === undefined ? {} : { next: listCursor(name, next) });

/** The states in the index. Only they can have a failure. */
const INDEXED = ["pending", "retrying", "held", "exhausted", "skipped", "cancelled"] as const satisfies DeliveryState[];

const isIndexed = ({ states, failure }: DeliveryFilter): boolean =>
  failure !== undefined || (states !== undefined && !states.includes("delivered"));

/** Takes the index if it has all deliveries that the filter asks for. The rest of the filter becomes a condition. */
function deliveryList(subscriptionId: string, filter: DeliveryFilter): MergedList {
  const { states, failure, types, order = "newest" } = filter;
  const common = { order, ...rangeOf(filter) };
  const ofType = oneOf("type", types);
  if (!isIndexed(filter)) {
    return { ...common, pks: deliveryPks(subscriptionId), condition: allOf([ofType, oneOf("state", states)]) };
  }
  const indexed = INDEXED.filter((state) => states?.includes(state) ?? true);
  const condition = allOf([ofType, oneOf("failure", failure === undefined ? undefined : [failure])]);
  return { ...common, index: STATE_INDEX, pks: statePks(subscriptionId, indexed), condition };
}
