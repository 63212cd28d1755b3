import type { LogReader } from "../../../core/log/log-reader.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { queryPartition } from "../driver/query.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { EVENT_HEAD, EVENT_WITH_DATA, eventHeadIn, eventIn, keptEventIn } from "../event-rows.ts";
import { eventKey, eventPk } from "../keys.ts";
import { TTL_ATTRIBUTE } from "../table.ts";

/**
 * Reads events by id: one event with all its matches, or many events without them. The matches of an event can be much
 * larger than the rest of it.
 */
export function eventReader(table: TableAccess): Pick<LogReader, "getEvent" | "getEventHeads" | "getEvents"> {
  const heads = batchGetter(table, [...EVENT_HEAD, TTL_ATTRIBUTE]);
  const withData = batchGetter(table, [...EVENT_WITH_DATA, TTL_ATTRIBUTE]);
  const keysOf = (tenantId: string, ids: string[]) => ids.map((id) => eventKey(tenantId, id));

  return {
    getEvent: async (tenantId, eventId) => eventIn(await queryPartition(table, eventPk(tenantId, eventId))),
    getEventHeads: async (tenantId, ids) => eventsById((await heads(keysOf(tenantId, ids))).map(eventHeadIn)),
    getEvents: async (tenantId, ids) => eventsById((await withData(keysOf(tenantId, ids))).map(keptEventIn)),
  };
}

const eventsById = <T extends { id: string }>(events: T[]): Map<string, T> =>
  new Map(events.map((event) => [event.id, event]));
