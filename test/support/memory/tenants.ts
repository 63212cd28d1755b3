import type { TenantStore } from "../../../lib/core/ports.ts";
import type { MemoryWorld } from "./world.ts";

export const memoryTenantStore = ({ faults, tenants, apiKeys }: MemoryWorld): TenantStore => ({
  createTenant: async (tenant) =>
    faults.call("createTenant", () => {
      if (tenants.get(tenant.id)) return false;
      tenants.put(tenant.id, tenant);
      return true;
    }),
  getTenant: async (tenantId) => faults.call("getTenant", () => tenants.get(tenantId)),
  putApiKey: async (key) => faults.call("putApiKey", () => apiKeys.put(key.id, key)),
});
