import { deliveryId } from "../../../core/ids.ts";
import { lru } from "../../../core/kit/lru.ts";
import type { EventRef } from "../../../core/model/event.ts";
import type { TenantRef } from "../../../core/model/tenant.ts";
import { chunks } from "../../kit/batching.ts";
import { pooled } from "../../kit/pooled.ts";
import { batchDeleter } from "../driver/batch-delete.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { queryPartition, queryRows } from "../driver/query.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { attemptKey, deliveryIdIn, deliveryKey, deliveryPks } from "../keys/delivery-keys.ts";
import { digestKey } from "../keys/digest-keys.ts";
import { eventPartsPk } from "../keys/event-part-keys.ts";
import { healthKey, statusKey } from "../keys/health-keys.ts";
import { nameKey } from "../keys/name-keys.ts";
import { filterProblemKey, publicKeysKey } from "../keys/subscription-keys.ts";
import type { RowKey } from "../table.ts";

/**
 * The most subscriptions that a process remembers: as many as a tenant can have. Otherwise each event would delete the
 * rows of all of them again.
 */
const MAX_REMEMBERED = 100_000;

/**
 * The deliveries of an event, or the subscriptions, whose rows are erased at a time. So a large event takes little
 * memory, and a function that dies loses the work of one chunk.
 */
const CHUNK = 500;

/** The most deliveries in a page, from each partition. */
const PAGE = 100;
const PARALLEL_CALLS = 8;

const NAMES = { "#attempts": "attempts" };

/** Erases deliveries with their attempts, and what subscriptions without a row have left. */
export function deliveryErasure(table: TableAccess) {
  const batchGet = batchGetter(table, ["attempts"]);
  const batchDelete = batchDeleter(table);
  const done = lru<true>(MAX_REMEMBERED);
  return { eraseDeliveriesOf, erasePageOf, eraseStatuses };

  /** Erases an event's deliveries to some subscriptions. Resolves with their number. */
  async function eraseDeliveriesOf({ ulid }: EventRef, subscriptionIds: readonly string[]): Promise<number> {
    let erased = 0;
    for (const ids of chunks(subscriptionIds, CHUNK)) {
      erased += await erase(await batchGet(ids.map((id) => deliveryKey(deliveryId(ulid, id)))));
    }
    return erased;
  }

  /**
   * Erases a page of a subscription's deliveries, and what is left of their events. Resolves with the number of
   * deliveries.
   */
  async function erasePageOf(of: TenantRef, subscriptionId: string): Promise<number> {
    const pages = await Promise.all(deliveryPks(subscriptionId).map(readPage));
    await pooled(pages.flat(), PARALLEL_CALLS, ({ sk }) => eraseParts({ ...of, ulid: sk }));
    return erase(pages.flat());
  }

  /** The data of an event is written before the event's own row, and its function may have died in between. */
  async function eraseParts(event: EventRef): Promise<void> {
    await batchDelete(await queryPartition(table, eventPartsPk(event)));
  }

  function readPage(pk: string): Promise<TableRow[]> {
    const query = {
      KeyConditionExpression: "pk = :pk",
      ExpressionAttributeValues: { ":pk": pk },
      ExpressionAttributeNames: NAMES,
      ProjectionExpression: "pk, sk, #attempts",
      ConsistentRead: true,
      Limit: PAGE,
    };
    return queryRows(table, query, PAGE);
  }

  /** Attempts come first: after a crash, the rows of the deliveries lead to those that are left. */
  async function erase(deliveries: TableRow[]): Promise<number> {
    await batchDelete(deliveries.flatMap(laterAttemptKeys));
    await batchDelete(deliveries);
    return deliveries.length;
  }

  /** Deletes what is known about subscriptions besides their deliveries. */
  async function eraseStatuses(subscriptionIds: readonly string[]): Promise<void> {
    const left = new Set(subscriptionIds.filter((id) => !done.get(id)));
    for (const ids of chunks([...left], CHUNK)) {
      await batchDelete(ids.flatMap((id) => partsOf(id)));
      for (const id of ids) done.set(id, true);
    }
  }
}

/**
 * What is kept about a subscription besides its deliveries. A function of an earlier release that deleted the
 * subscription during a deployment left its name.
 */
const partsOf = (subscriptionId: string): RowKey[] =>
  [statusKey, filterProblemKey, digestKey, healthKey, publicKeysKey, nameKey].map((keyOf) => keyOf(subscriptionId));

/**
 * The keys of all attempts that may have a row of their own: the first one is in the delivery's row. One more than
 * counted attempts, because the row of an attempt is written before the attempt is counted.
 */
function laterAttemptKeys(row: TableRow): RowKey[] {
  const id = deliveryIdIn(row);
  return Array.from({ length: Number(row.attempts) }, (_, n) => attemptKey(id, n + 2));
}
