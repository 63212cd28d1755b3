import type { LogReader } from "../../../core/log/log-reader.ts";
import type { EventRecord } from "../../../core/model/event.ts";
import type { TenantRef } from "../../../core/model/tenant.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { queryPartition } from "../driver/query.ts";
import type { TableAccess, TableRow } from "../driver/table-access.ts";
import { EVENT_HEAD, eventHeadIn, eventIn, hasDataApart, keptEventIn } from "../event-rows.ts";
import { eventKey } from "../keys/event-keys.ts";
import { eventDataKey, eventPartsPk } from "../keys/event-part-keys.ts";
import { TTL_ATTRIBUTE } from "../table.ts";

type EventReader = Pick<LogReader, "getEvent" | "getEventHeads" | "getEvents">;

/**
 * Reads events by ULID: one event with all its matches, or many events without them. The matches of an event can be
 * much larger than the rest of it.
 */
export function dynamoEventReader(table: TableAccess): EventReader {
  const wholeRows = batchGetter(table);
  const headRows = batchGetter(table, [...EVENT_HEAD, TTL_ATTRIBUTE]);
  const dataRows = batchGetter(table, [...EVENT_HEAD, "data", TTL_ATTRIBUTE]);
  return { getEvent, getEventHeads, getEvents };

  async function getEvent(of: TenantRef, ulid: string): Promise<EventRecord | undefined> {
    const [[row], parts] = await Promise.all([
      wholeRows([eventKey(of, ulid)]),
      queryPartition(table, eventPartsPk({ ...of, ulid })),
    ]);
    return row && eventIn(of, row, parts);
  }

  async function getEventHeads(of: TenantRef, ulids: string[]) {
    const rows = await headRows(ulids.map((ulid) => eventKey(of, ulid)));
    return byUlid(rows.map((row) => eventHeadIn(of, row)));
  }

  async function getEvents(of: TenantRef, ulids: string[]) {
    const rows = await dataRows(ulids.map((ulid) => eventKey(of, ulid)));
    const parts = await dataApart(of, rows.filter(hasDataApart));
    return byUlid(rows.map((row) => keptEventIn(of, row, parts.get(eventDataKey({ ...of, ulid: row.sk }).pk))));
  }

  /** The rows with the data of events, by partition key. */
  async function dataApart(of: TenantRef, rows: TableRow[]): Promise<Map<string, TableRow>> {
    if (rows.length === 0) return new Map();
    const found = await wholeRows(rows.map(({ sk }) => eventDataKey({ ...of, ulid: sk })));
    return new Map(found.map((row) => [row.pk, row]));
  }
}

const byUlid = <T extends { ulid: string }>(events: T[]): Map<string, T> =>
  new Map(events.map((event) => [event.ulid, event]));
