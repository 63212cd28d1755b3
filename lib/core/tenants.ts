import type { Page, PageRequest } from "./kit/pages.ts";
import type { ApiKey, Tenant } from "./model.ts";

export interface TenantStore {
  /** False when the id is taken. */
  createTenant(tenant: Tenant): Promise<boolean>;
  getTenant(tenantId: string): Promise<Tenant | undefined>;
  /** Newest first. */
  listTenants(page: PageRequest): Promise<Page<ListedTenant>>;
  /** Changes what is given, at least one thing; null clears. The tenant as it is now, or undefined when there is none. */
  updateTenant(tenantId: string, changes: TenantChanges): Promise<Tenant | undefined>;
  /** Deletes a tenant that has no subscriptions, with its keys. */
  deleteTenant(tenantId: string): Promise<Removal>;
  /** Creates, bumping the tenant's version in the same transaction. False when there is no such tenant. */
  createApiKey(key: ApiKey): Promise<boolean>;
  /** Of a tenant, all. */
  listApiKeys(tenantId: string): Promise<ApiKey[]>;
  /** False when there was none. */
  deleteApiKey(tenantId: string, keyId: string): Promise<boolean>;
}

/** The version is not in the index. */
export type ListedTenant = Omit<Tenant, "version">;

export interface TenantChanges {
  name?: string | undefined;
  dialect?: string | null | undefined;
}

export type Removal = "removed" | "absent" | "in use";
