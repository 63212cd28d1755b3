import type { EventWriter } from "../../../core/events.ts";
import type { EventRecord } from "../../../core/model/event.ts";
import { pooled } from "../../kit/pooled.ts";
import { batchInserter } from "../driver/batch-insert.ts";
import type { TableRow } from "../driver/table-access.ts";
import { transact } from "../driver/transact.ts";
import { type EventRows, eventRows } from "../event-rows.ts";
import type { LogTable } from "../rows.ts";

/** The most transactions at a time. Each can have 1.6 MB: the packed ids of 100,000 subscriptions. */
const PARALLEL_TRANSACTIONS = 4;

/**
 * Writes a row for each event, 25 rows a call. Never overwrites a row: an event that is accepted again is the same, and
 * one whose content was erased in the meantime stays erased.
 */
export function dynamoEventWriter(table: LogTable): EventWriter {
  const insertAll = batchInserter(table);
  return { putEvents };

  async function putEvents(events: EventRecord[]): Promise<void> {
    const all = events.map((event) => eventRows(table, event));
    await insert(all.flatMap(({ data }) => data));
    await insert(all.filter((one) => !hasLists(one)).map(({ row }) => row));
    await pooled(all.filter(hasLists), PARALLEL_TRANSACTIONS, putTogether);
  }

  async function insert(rows: TableRow[]): Promise<void> {
    for (const result of await insertAll(rows)) if (result instanceof Error) throw result;
  }

  /**
   * Two tries to accept an event may match different subscriptions. A transaction keeps the lists of one try with the
   * row of the same try. Writes nothing if the row exists.
   */
  async function putTogether({ row, lists }: EventRows): Promise<void> {
    const TableName = table.name;
    const own = { Put: { TableName, Item: row, ConditionExpression: "attribute_not_exists(pk)" } };
    await transact(table, [own, ...lists.map((Item) => ({ Put: { TableName, Item } }))]);
  }
}

const hasLists = ({ lists }: EventRows): boolean => lists.length > 0;
