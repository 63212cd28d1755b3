import type { HealthReader } from "../../../core/health/health-store.ts";
import { getRow } from "../driver/get-row.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { healthIn } from "../health-rows.ts";
import { healthKey } from "../keys/health-keys.ts";

/** Reads the rows of endpoints with trouble. */
export const dynamoHealthReader = (table: TableAccess): HealthReader => ({
  async getHealth(subscriptionId) {
    const row = await getRow(table, healthKey(subscriptionId), "reading an endpoint's health failed");
    return row && healthIn(row)[1];
  },
});
