import type { AuditEntry } from "./audit/audit-entry.ts";
import { timeOfUlid } from "./ids.ts";
import { pageOfMatches } from "./kit/page-of-matches.ts";
import type { Page, PageRequest } from "./kit/pages.ts";
import type { ApiKey } from "./model/api-key.ts";
import type { Event } from "./model/event.ts";
import type { Tenant, TenantRef } from "./model/tenant.ts";
import type { TenantDeletion } from "./tenant-deletion/tenant-deletion.ts";

/** A tenant's id. */
export const TENANT_ID = /^[A-Za-z0-9_-]{1,64}$/;

export const refOf = ({ id, incarnation }: Tenant): TenantRef => ({ tenantId: id, incarnation });

/**
 * Was the tenant deleted that an event belongs to? If the tenant was created again, its events are newer than itself.
 *
 * @param tenant the tenant with this id now, if there is one
 */
export const isOfDeletedTenant = ({ ulid }: Pick<Event, "ulid">, tenant: Tenant | undefined): boolean =>
  !tenant || timeOfUlid(ulid) < tenant.createdAt;

/** Stores tenants and their keys. The write of each change stores its audit entry too. */
export interface TenantStore {
  /** Resolves with false if the id is taken. */
  createTenant(tenant: Tenant, audit?: AuditEntry): Promise<boolean>;
  /** Resolves with undefined if there is no such tenant. */
  getTenant(tenantId: string): Promise<Tenant | undefined>;
  /** Newest first. */
  listTenants(page: PageRequest): Promise<Page<Tenant>>;
  /**
   * Changes the given fields, at least one. null clears a field. Resolves with the changed tenant, or undefined if
   * there is no such tenant.
   *
   * @param auditOf the audit entry of the change
   */
  updateTenant(
    tenantId: string,
    changes: TenantChanges,
    auditOf?: (after: Tenant, before: Tenant) => AuditEntry,
  ): Promise<Tenant | undefined>;
  /**
   * Deletes a tenant and its keys, and creates the deletion that erases what it had. Resolves with that deletion. A
   * tenant with subscriptions is `in use`, and stays.
   *
   * @param auditOf the audit entry of the change
   */
  deleteTenant(
    tenantId: string,
    deletionOf: (tenant: Tenant) => TenantDeletion,
    auditOf?: (tenant: Tenant) => AuditEntry,
  ): Promise<Removal>;
  /**
   * Creates a key, and raises the tenant's version in the same transaction. Resolves with false if there is no such
   * tenant.
   */
  createApiKey(key: ApiKey, audit?: AuditEntry): Promise<boolean>;
  /** All keys of a tenant. */
  listApiKeys(tenantId: string): Promise<ApiKey[]>;
  /** Resolves with false if there is no such key. */
  deleteApiKey(tenantId: string, keyId: string, audit?: AuditEntry): Promise<boolean>;
}

export interface TenantChanges {
  name?: string | undefined;
  dialect?: string | null | undefined;
  maxRetries?: number | null | undefined;
}

export type Removal = TenantDeletion | "absent" | "in use";

/** Finds tenants by their names. */
export interface TenantFinder {
  /**
   * The tenants with a text in their name or id, in upper or lower case. Newest first. A page looks at up to 1,000
   * tenants, so it may be short, or empty, although there is a next one. Its cursors are those of the list of tenants.
   */
  findTenants(text: string, page: PageRequest): Promise<Page<Tenant>>;
}

interface TenantList {
  /** Reads a page of all tenants, newest first. */
  read(request: PageRequest): Promise<Page<Tenant>>;
  cursorAfter(tenant: Tenant): string;
}

/** Finds tenants in a list of all of them. */
export const tenantFinder = (list: TenantList): TenantFinder => ({
  findTenants(text, page) {
    const wanted = text.toLowerCase();
    const matches = ({ id, name }: Tenant) => [id, name].some((one) => one.toLowerCase().includes(wanted));
    return pageOfMatches({ ...list, matches }, page);
  },
});
