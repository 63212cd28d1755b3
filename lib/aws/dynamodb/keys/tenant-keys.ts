import type { Tenant } from "../../../core/model/tenant.ts";
import type { RowKey } from "../table.ts";

export const TENANT = { prefix: "T#", sk: "T" } as const;
export const tenantKey = (tenantId: string): RowKey => ({ pk: TENANT.prefix + tenantId, sk: TENANT.sk });

/** The list of tenants has one partition, because an operator seldom creates a tenant or lists all of them. */
export const TENANTS_PK = "TENANTS";
export const tenantListKey = ({ id, createdAt }: Pick<Tenant, "id" | "createdAt">): RowKey => ({
  pk: TENANTS_PK,
  sk: `${createdAt}#${id}`,
});
export const isTenantKey = ({ pk, sk }: RowKey): boolean => sk === TENANT.sk && pk.startsWith(TENANT.prefix);

/** The deletions of tenants. One partition is enough for them, because an operator seldom deletes a tenant. */
export const TENANT_DELETIONS_PK = "DELETIONS";
export const tenantDeletionKey = (id: string): RowKey => ({ pk: TENANT_DELETIONS_PK, sk: id });
