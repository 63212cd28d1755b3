import type { StatusReader } from "../../../core/log/status-reader.ts";
import { batchGetter } from "../driver/batch-get.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { healthIn } from "../health-rows.ts";
import { healthKey, statusKey } from "../keys/health-keys.ts";
import { filterProblemKey } from "../keys/subscription-keys.ts";
import { filterProblemIn, statusIn } from "../rows.ts";

/** Reads the result of the latest POST to each subscription, and its latest problem, and the health of its endpoint. */
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
    async getHealths(subscriptionIds) {
      const rows = await batchGet(subscriptionIds.map(healthKey));
      return new Map(rows.map(healthIn));
    },
  };
}
