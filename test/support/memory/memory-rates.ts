import type { TenantRateWriter } from "../../../lib/core/rate/tenant-rates.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryTenantRateWriter = ({ faults, tenants, rates }: MemoryWorld): TenantRateWriter => ({
  putRate: async (tenantId, name, rate, known, outdated) =>
    faults.call("putRate", () => {
      const stored = rates.get(tenantId);
      if (!tenants.get(tenantId) || Boolean(stored) !== Boolean(known)) return;
      const kept = Object.entries(stored ?? {}).filter(([other]) => !outdated.includes(other));
      rates.put(tenantId, { ...Object.fromEntries(kept), [name]: rate });
    }),
});
