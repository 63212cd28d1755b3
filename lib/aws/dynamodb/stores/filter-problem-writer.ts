import { lru } from "../../../core/kit/lru.ts";
import type { FilterProblemWriter } from "../../../core/log/filter-problems.ts";
import { batchPutter } from "../driver/batch-put.ts";
import { filterProblemRow, type LogTable } from "../rows.ts";

/** How long a problem stays as it is, because each event of a subscription may find the same one. */
const QUIET_MS = 60_000;
const MAX_REMEMBERED = 10_000;

/** Writes each subscription's latest problem, at most once a minute. */
export function dynamoFilterProblemWriter(table: LogTable): FilterProblemWriter {
  const batchPut = batchPutter(table);
  const writtenAtMs = lru<number>(MAX_REMEMBERED);
  const isDue = (subscriptionId: string): boolean =>
    (writtenAtMs.get(subscriptionId) ?? Number.NEGATIVE_INFINITY) <= table.now() - QUIET_MS;

  return {
    async noteProblems(problems) {
      const due = [...problems].filter(([subscriptionId]) => isDue(subscriptionId));
      if (due.length === 0) return;
      const rows = new Map(due.map(([id, problem]) => [filterProblemRow(table, id, problem), id]));
      const faults = await batchPut([...rows.keys()]);
      for (const [row, id] of rows) if (!faults.has(row)) writtenAtMs.set(id, table.now());
    },
  };
}
