import type { LaterMatchWriter, LaterMissWriter } from "../../../core/matching/later-matches.ts";
import { batchInserter } from "../driver/batch-insert.ts";
import { allRowsPutter } from "../driver/batch-put.ts";
import { laterDecisionRow } from "../event-rows.ts";
import type { LogTable } from "../rows.ts";

/** Writes later decisions among the parts of their events. */
export function dynamoLaterMatchWriter(table: LogTable): LaterMatchWriter & LaterMissWriter {
  const putAllRows = allRowsPutter(table);
  const insertAll = batchInserter(table);
  return {
    putLaterMatches: (matches) => putAllRows(matches.map((match) => laterDecisionRow(table, match))),
    async putLaterMisses(misses) {
      const results = await insertAll(misses.map((miss) => laterDecisionRow(table, miss)));
      for (const result of results) if (result instanceof Error) throw result;
    },
  };
}
