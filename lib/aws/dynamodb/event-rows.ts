import { PipelineFault } from "../../core/errors.ts";
import type { EventHead, KeptEvent } from "../../core/log/log-reader.ts";
import { queuedCount } from "../../core/matching/recorded-matches.ts";
import type { EventRecord } from "../../core/model.ts";
import { withLaterMatches } from "../../core/replay/later-matches.ts";
import type { LaterMatch } from "../../core/replay/replay-store.ts";
import { chunks } from "../kit/batching.ts";
import type { TableRow } from "./driver/table-access.ts";
import { eventKey, isEventKey, isLaterMatchKey, laterMatchKey, matchesKey } from "./keys.ts";
import { eventLogKey } from "./log-keys.ts";
import { type Retention, recordIn, retained } from "./rows.ts";

/**
 * An event takes several rows when it has many matches. DynamoDB limits an item to 400 KB
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html), and an id takes 31 bytes. So a
 * thousand ids fit beside 256 KiB of data, and ten thousand fit into a row of their own.
 */
const IDS_BESIDE_DATA = 1_000;
const IDS_A_ROW = 10_000;

/** An event's own row. Its `deliveries` lets Posthorn answer a repeated event without reading the other rows. */
export const eventRow = (retention: Retention, event: EventRecord): TableRow => ({
  ...eventKey(event.tenantId, event.id),
  ...eventLogKey(event),
  ...retained(retention, event.receivedAt),
  ...event,
  subscriptionIds: event.subscriptionIds.slice(0, IDS_BESIDE_DATA),
  deliveries: queuedCount(event),
});

/** The rows of the matches that don't fit into the event's own row. */
export const matchRows = (retention: Retention, event: EventRecord): TableRow[] =>
  chunks(event.subscriptionIds.slice(IDS_BESIDE_DATA), IDS_A_ROW).map((subscriptionIds, index) => ({
    ...matchesKey(event.tenantId, event.id, index + 1),
    ...retained(retention, event.receivedAt),
    subscriptionIds,
  }));

/** A match that a replay adds to an event. */
export const laterMatchRow = (retention: Retention, match: LaterMatch): TableRow => ({
  ...laterMatchKey(match.tenantId, match.eventId, match.subscriptionId),
  ...retained(retention, match.receivedAt),
  subscriptionId: match.subscriptionId,
  types: match.types,
});

/**
 * The event in all rows of its partition, in their order. Undefined when its own row is missing. Throws a
 * `PipelineFault` when rows of its matches are missing.
 */
export function eventIn([row, ...further]: TableRow[]): EventRecord | undefined {
  if (!row || !isEventKey(row)) return undefined;
  const { deliveries, ...event } = recordIn<EventRecord & { deliveries: number }>(row);
  const parts = [row, ...further.filter((part) => !isLaterMatchKey(part))];
  const subscriptionIds = parts.flatMap((part) => part.subscriptionIds as string[]);
  if (subscriptionIds.length !== deliveries + (event.skipped ?? 0))
    throw new PipelineFault("an event's matches are incomplete");
  const later = further.filter(isLaterMatchKey).map((part) => recordIn<LaterMatch>(part));
  return withLaterMatches({ ...event, subscriptionIds }, later);
}

const COMMON = ["id", "tenantId", "type", "occurredAt", "receivedAt", "test", "contentErasedAt"] as const;

/** The attributes of an `EventHead`. */
export const EVENT_HEAD = [...COMMON, "deliveries", "skipped"] as const;

/** The attributes of a `KeptEvent`. */
export const EVENT_WITH_DATA = [...COMMON, "data"] as const;

/** The head of the event in a row of the table or of the index. */
export const eventHeadIn = (row: TableRow): EventHead => pick(row, EVENT_HEAD) as unknown as EventHead;

/** The event in its own row, without its matches. */
export const keptEventIn = (row: TableRow): KeptEvent => pick(row, EVENT_WITH_DATA) as unknown as KeptEvent;

const pick = (row: TableRow, names: readonly string[]): Record<string, unknown> =>
  Object.fromEntries(names.filter((name) => row[name] !== undefined).map((name) => [name, row[name]]));
