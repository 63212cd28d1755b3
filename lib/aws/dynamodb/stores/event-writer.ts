import { PipelineFault } from "../../../core/errors.ts";
import type { EventWriter } from "../../../core/events.ts";
import { queuedCount } from "../../../core/matching/recorded-matches.ts";
import type { EventRecord } from "../../../core/model.ts";
import { withLaterMatches } from "../../../core/replay/later-matches.ts";
import type { LaterMatch } from "../../../core/replay/replay-store.ts";
import { chunks } from "../../batches.ts";
import { expiry, type Row, recordIn, type Table } from "../driver/access.ts";
import { batchPutter } from "../driver/batch-put.ts";
import { queryRows } from "../driver/query.ts";
import { eventKey, eventLogKey, eventPk, LATER_MATCH_PREFIX, matchesKey } from "../table.ts";

/**
 * An item may hold 400 KB (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html).
 * An id takes 31 bytes: a thousand of them fit beside 256 KiB of data, ten thousand into a row of their own.
 */
const IDS_BESIDE_DATA = 1_000;
const IDS_A_ROW = 10_000;

/** Writes a row for each event, 25 rows a call. */
export function dynamoEventWriter(table: Table): EventWriter {
  const batchPut = batchPutter(table);
  return { putEvents };

  /** Further rows first: whoever sees an event's own row can count on the others. */
  async function putEvents(events: EventRecord[]): Promise<void> {
    await putAll(events.flatMap((event) => matchRows(table, event)));
    await putAll(events.map((event) => eventRow(table, event)));
  }

  async function putAll(rows: Row[]): Promise<void> {
    const [fault] = (await batchPut(rows)).values();
    if (fault) throw fault;
  }
}

/** `deliveries` lets a repeat be answered without reading the further rows. */
const eventRow = (table: Table, event: EventRecord): Row => ({
  ...eventKey(event.tenantId, event.id),
  ...eventLogKey(event),
  ...expiry(table, event.receivedAt),
  ...event,
  subscriptionIds: event.subscriptionIds.slice(0, IDS_BESIDE_DATA),
  deliveries: queuedCount(event),
});

const matchRows = (table: Table, event: EventRecord): Row[] =>
  chunks(event.subscriptionIds.slice(IDS_BESIDE_DATA), IDS_A_ROW).map((subscriptionIds, index) => ({
    ...matchesKey(event.tenantId, event.id, index + 1),
    ...expiry(table, event.receivedAt),
    subscriptionIds,
  }));

/** Reads an event with all that it was matched to. */
export async function readEvent(table: Table, tenantId: string, eventId: string): Promise<EventRecord | undefined> {
  const [row, ...further] = await queryRows(table, {
    KeyConditionExpression: "pk = :pk",
    ExpressionAttributeValues: { ":pk": eventPk(tenantId, eventId) },
    ConsistentRead: true,
  });
  if (row?.sk !== "E") return undefined;
  const { deliveries, ...event } = recordIn<EventRecord & { deliveries: number }>(row);
  const isLater = ({ sk }: Row) => sk.startsWith(LATER_MATCH_PREFIX);
  const parts = [row, ...further.filter((part) => !isLater(part))];
  const subscriptionIds = parts.flatMap((part) => part.subscriptionIds as string[]);
  if (subscriptionIds.length !== deliveries + (event.skipped ?? 0))
    throw new PipelineFault("an event's matches are incomplete");
  return withLaterMatches(
    { ...event, subscriptionIds },
    further.filter(isLater).map((part) => recordIn<LaterMatch>(part)),
  );
}
