import type { EventWriter } from "../../../core/events.ts";
import type { EventRecord } from "../../../core/model.ts";
import { allRowsPutter } from "../driver/batch-put.ts";
import { eventRow, matchRows } from "../event-rows.ts";
import type { LogTable } from "../rows.ts";

/** Writes a row for each event, 25 rows a call. */
export function dynamoEventWriter(table: LogTable): EventWriter {
  const putAllRows = allRowsPutter(table);
  return { putEvents };

  /** Writes an event's own row last. A reader that sees this row can rely on the others. */
  async function putEvents(events: EventRecord[]): Promise<void> {
    await putAllRows(events.flatMap((event) => matchRows(table, event)));
    await putAllRows(events.map((event) => eventRow(table, event)));
  }
}
