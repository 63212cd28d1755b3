import type { EventWriter } from "../../../core/events.ts";
import type { EventRecord } from "../../../core/model.ts";
import { batchInserter } from "../driver/batch-insert.ts";
import type { TableRow } from "../driver/table-access.ts";
import { eventRows } from "../event-rows.ts";
import type { LogTable } from "../rows.ts";

/**
 * Writes a row for each event, 25 rows a call. Never overwrites a row: an event that is accepted again is the same, and
 * one whose content was erased in the meantime stays erased.
 */
export function dynamoEventWriter(table: LogTable): EventWriter {
  const insertAll = batchInserter(table);
  return { putEvents };

  async function putEvents(events: EventRecord[]): Promise<void> {
    const rows = events.map((event) => eventRows(table, event));
    await insert(rows.flatMap(({ parts }) => parts));
    await insert(rows.map(({ row }) => row));
  }

  async function insert(rows: TableRow[]): Promise<void> {
    for (const result of await insertAll(rows)) if (result instanceof Error) throw result;
  }
}
