import type { EventHead, KeptEvent, LogReader } from "../../../core/log/log-reader.ts";
import type { Row, Table } from "../driver/access.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { eventKey, TTL_ATTRIBUTE } from "../table.ts";

const COMMON = ["id", "tenantId", "type", "occurredAt", "receivedAt", "test", "contentErasedAt"] as const;
const HEAD = [...COMMON, "deliveries", "skipped"] as const;
const WITH_DATA = [...COMMON, "data"] as const;

/** Reads many events by id, none with what it was matched to, which may be far more than the rest. */
export function keptEventReader(table: Table): Pick<LogReader, "getEventHeads" | "getEvents"> {
  const heads = batchGetter(table, [...HEAD, TTL_ATTRIBUTE]);
  const whole = batchGetter(table, [...WITH_DATA, TTL_ATTRIBUTE]);
  const keysOf = (tenantId: string, ids: string[]) => ids.map((id) => eventKey(tenantId, id));

  return {
    getEventHeads: async (tenantId, ids) => byId((await heads(keysOf(tenantId, ids))).map(eventHead)),
    getEvents: async (tenantId, ids) =>
      byId((await whole(keysOf(tenantId, ids))).map((row) => only(row, WITH_DATA) as unknown as KeptEvent)),
  };
}

/** The head of the event in a row, of the table or of the log's index. */
export const eventHead = (row: Row): EventHead => only(row, HEAD) as unknown as EventHead;

const only = (row: Row, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.filter((name) => row[name] !== undefined).map((name) => [name, row[name]]));

const byId = <T extends { id: string }>(events: T[]): Map<string, T> =>
  new Map(events.map((event) => [event.id, event]));
