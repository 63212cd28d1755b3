import { type TenantFinder, tenantFinder } from "../../../core/tenants.ts";
import { listCursor } from "../driver/list-cursor.ts";
import { TENANTS_PK, tenantListKey } from "../keys/tenant-keys.ts";
import type { LogTable } from "../rows.ts";
import { dynamoTenantStore } from "./tenant-store.ts";

/** Reads the list of tenants, because no index has their names. */
export const dynamoTenantFinder = (table: LogTable): TenantFinder =>
  tenantFinder({
    read: dynamoTenantStore(table).listTenants,
    cursorAfter: (tenant) => listCursor(TENANTS_PK, tenantListKey(tenant).sk),
  });
