import {
  isLaterMatch,
  type LaterMatch,
  type LaterMatchWriter,
  type LaterMiss,
  type LaterMissWriter,
} from "../../../core/matching/later-matches.ts";
import { batchGetter } from "../driver/batch-get.ts";
import { batchInserter } from "../driver/batch-insert.ts";
import { allRowsPutter } from "../driver/batch-put.ts";
import { laterDecisionRow } from "../event-rows.ts";
import { laterDecisionKey } from "../keys/event-part-keys.ts";
import { type LogTable, recordIn } from "../rows.ts";

/** Writes later decisions among the parts of their events. */
export function dynamoLaterMatchWriter(table: LogTable): LaterMatchWriter & LaterMissWriter {
  const putAllRows = allRowsPutter(table);
  const insertAll = batchInserter(table);
  const batchGet = batchGetter(table);
  return {
    putLaterMatches: (matches) => putAllRows(matches.map((match) => laterDecisionRow(table, match))),
    async putLaterMisses(misses) {
      const results = await insertAll(misses.map((miss) => laterDecisionRow(table, miss)));
      for (const result of results) if (result instanceof Error) throw result;
      const decided = misses.filter((_, index) => results[index] === "exists");
      const rows = await batchGet(decided.map((miss) => laterDecisionKey(miss, miss.subscriptionId)));
      const found = rows.map((row) => recordIn<LaterMatch | LaterMiss>(row));
      return found.filter(isLaterMatch).map(({ subscriptionId }) => subscriptionId);
    },
  };
}
