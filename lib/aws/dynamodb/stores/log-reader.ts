import { ownIdClaim } from "../../../core/events.ts";
import type { Page, PageRequest } from "../../../core/kit/pages.ts";
import { withoutAnswer } from "../../../core/log/erasing.ts";
import type { EventFilter } from "../../../core/log/log-filters.ts";
import type { EventHead, LogReader } from "../../../core/log/log-reader.ts";
import type { Attempt } from "../../../core/model/attempt.ts";
import type { TenantRef } from "../../../core/model/tenant.ts";
import { attemptsIn, attemptsInRows, deliveryIn } from "../delivery-rows.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { oneOf } from "../driver/conditions.ts";
import { getRow } from "../driver/get-row.ts";
import { MAX_READ, type MergedList } from "../driver/merged-page.ts";
import { queryPartition } from "../driver/query.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { eventClaimIn, eventHeadIn } from "../event-rows.ts";
import { attemptsPk, deliveryKey } from "../keys/delivery-keys.ts";
import { claimKey, eventPks } from "../keys/event-keys.ts";
import { dynamoDeliveryLister } from "./delivery-lister.ts";
import { dynamoEventReader } from "./event-reader.ts";
import { listReader, nextOf, rangeOf } from "./list-reader.ts";

/**
 * Reads the log, strongly consistent. Only lists by state or failure may leave out a delivery for a moment after it
 * changed, because DynamoDB updates indexes asynchronously.
 *
 * @param mostRead the most rows that a page may read
 */
export function dynamoLogReader(table: TableAccess, mostRead = MAX_READ): LogReader {
  const batchGet = batchGetter(table);
  const readPage = listReader(table, mostRead);
  return {
    ...dynamoEventReader(table),
    ...dynamoDeliveryLister(table, mostRead),
    ulidOfOwnId,
    listAttempts,
    listEvents,
  };

  async function ulidOfOwnId(of: TenantRef, id: string): Promise<string | undefined> {
    const row = await getRow(table, claimKey(of, ownIdClaim(id)), "reading a claim failed");
    return row && eventClaimIn(row).ulid;
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

  async function listEvents(of: TenantRef, filter: EventFilter, page: PageRequest): Promise<Page<EventHead>> {
    const { type, order = "newest" } = filter;
    const condition = oneOf("type", type === undefined ? undefined : [type]);
    const list: MergedList = { pks: eventPks(of), order, ...rangeOf(filter), condition };
    const name = `events of ${of.tenantId} ${of.incarnation}`;
    const read = await readPage(name, list, page);
    return { items: read.rows.map((row) => eventHeadIn(of, row)), ...nextOf(name, read) };
  }
}
