import type { StatusReader } from "../../../core/log/status-reader.ts";
import { batchGetter } from "../driver/batch-get.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { statusKey } from "../keys.ts";
import { statusIn } from "../rows.ts";

/** Reads the result of the latest POST to each subscription. */
export function dynamoStatusReader(table: TableAccess): StatusReader {
  const batchGet = batchGetter(table);
  return {
    async getStatuses(subscriptionIds) {
      const rows = await batchGet(subscriptionIds.map(statusKey));
      return new Map(rows.map(statusIn));
    },
  };
}
