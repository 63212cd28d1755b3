import type { StatusReader } from "../../../core/log/status-reader.ts";
import { batchGetter } from "../driver/batch-get.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { filterProblemKey, statusKey } from "../keys.ts";
import { filterProblemIn, statusIn } from "../rows.ts";

/** Reads the result of the latest POST to each subscription, and its latest problem. */
export function dynamoStatusReader(table: TableAccess): StatusReader {
  const batchGet = batchGetter(table);
  return {
    async getStatuses(subscriptionIds) {
      const rows = await batchGet(subscriptionIds.map(statusKey));
      return new Map(rows.map(statusIn));
    },
    async getFilterProblems(subscriptionIds) {
      const rows = await batchGet(subscriptionIds.map(filterProblemKey));
      return new Map(rows.map(filterProblemIn));
    },
  };
}
