import type { LaterMatchWriter } from "../../../core/replay/replay-store.ts";
import { allRowsPutter } from "../driver/batch-put.ts";
import { laterMatchRow } from "../event-rows.ts";
import type { LogTable } from "../rows.ts";

/** Writes matches among the parts of their events. */
export function dynamoLaterMatchWriter(table: LogTable): LaterMatchWriter {
  const putAllRows = allRowsPutter(table);
  return { putLaterMatches: (matches) => putAllRows(matches.map((match) => laterMatchRow(table, match))) };
}
