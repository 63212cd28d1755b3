import { listCursor, placeOfCursor } from "../../../lib/aws/dynamodb/driver/list-cursor.ts";
import { TENANTS_PK, tenantListKey } from "../../../lib/aws/dynamodb/keys/tenant-keys.ts";
import type { Page, PageRequest } from "../../../lib/core/kit/pages.ts";
import type { Tenant } from "../../../lib/core/model/tenant.ts";
import {
  type Removal,
  type TenantChanges,
  type TenantFinder,
  type TenantStore,
  tenantFinder,
} from "../../../lib/core/tenants.ts";
import { keepAudit } from "./memory-audit.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryTenantStore = (world: MemoryWorld): TenantStore => {
  const { faults, tenants, apiKeys } = world;
  return {
    createTenant: async (tenant, audit) =>
      faults.call("createTenant", () => {
        if (tenants.get(tenant.id)) return false;
        tenants.put(tenant.id, tenant);
        keepAudit(world, audit);
        return true;
      }),
    getTenant: async (tenantId) => faults.call("getTenant", () => tenants.get(tenantId)),
    listTenants: async (page) => faults.call("listTenants", () => pageOf(world, page)),
    updateTenant: async (tenantId, changes, auditOf) =>
      faults.call("updateTenant", () => {
        const before = tenants.get(tenantId);
        if (!before) return undefined;
        const after = { ...before, ...cleared(changes) };
        tenants.put(tenantId, after);
        keepAudit(world, auditOf?.(after, before));
        return tenants.get(tenantId);
      }),
    deleteTenant: async (tenantId, deletionOf, auditOf) =>
      faults.call("deleteTenant", () => removed(world, tenantId, deletionOf, auditOf)),
    createApiKey: async (key, audit) =>
      faults.call("createApiKey", () => {
        const tenant = tenants.get(key.tenantId);
        if (!tenant) return false;
        tenants.put(tenant.id, { ...tenant, version: tenant.version + 1 });
        apiKeys.put(key.id, key);
        keepAudit(world, audit);
        return true;
      }),
    listApiKeys: async (tenantId) => faults.call("listApiKeys", () => keysOf(world, tenantId)),
    deleteApiKey: async (tenantId, keyId, audit) =>
      faults.call("deleteApiKey", () => {
        if (apiKeys.get(keyId)?.tenantId !== tenantId) return false;
        keepAudit(world, audit);
        return apiKeys.delete(keyId);
      }),
  };
};

export const memoryTenantFinder = (world: MemoryWorld): TenantFinder =>
  tenantFinder({ read: memoryTenantStore(world).listTenants, cursorAfter });

const cursorAfter = (tenant: Tenant): string => listCursor(TENANTS_PK, tenantListKey(tenant).sk);

const keysOf = ({ apiKeys }: MemoryWorld, tenantId: string) =>
  apiKeys.values().filter((key) => key.tenantId === tenantId);

const cleared = (changes: TenantChanges) =>
  Object.fromEntries(
    Object.entries(changes)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value ?? undefined]),
  );

function pageOf({ tenants }: MemoryWorld, { limit, after }: PageRequest): Page<Tenant> {
  const place = after === undefined ? undefined : placeOfCursor(after, TENANTS_PK);
  const found = tenants
    .values()
    .map((listed) => ({ listed, at: tenantListKey(listed).sk }))
    .filter(({ at }) => place === undefined || at < place)
    .sort((a, b) => (a.at < b.at ? 1 : -1))
    .map(({ listed }) => listed);
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return found.length > limit && last ? { items, next: cursorAfter(last) } : { items };
}

function removed(
  world: MemoryWorld,
  tenantId: string,
  deletionOf: Parameters<TenantStore["deleteTenant"]>[1],
  auditOf: Parameters<TenantStore["deleteTenant"]>[2],
): Removal {
  const tenant = world.tenants.get(tenantId);
  if (!tenant) return "absent";
  if (world.subscriptions.values().some((subscription) => subscription.tenantId === tenantId)) return "in use";
  for (const { id } of keysOf(world, tenantId)) world.apiKeys.delete(id);
  world.tenants.delete(tenantId);
  world.holds.delete(tenantId);
  const deletion = deletionOf(tenant);
  world.tenantDeletions.put(deletion.id, deletion);
  keepAudit(world, auditOf?.(tenant));
  return deletion;
}
