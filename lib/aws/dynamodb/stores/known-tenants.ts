import type { Tenant } from "../../../core/model/tenant.ts";
import type { CountPorts } from "../../../core/tally/count-changes.ts";
import { batchGetter } from "../driver/batch-get.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { tenantKey } from "../keys/tenant-keys.ts";
import { recordsById } from "../rows.ts";

/** Reads which tenants exist. */
export function dynamoKnownTenants(table: TableAccess): CountPorts["tenants"] {
  const batchGet = batchGetter(table, ["id", "incarnation", "createdAt"]);
  return { getTenants: async (ids) => recordsById<Tenant>(await batchGet(ids.map(tenantKey))) };
}
