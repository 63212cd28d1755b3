import { describe, expect, it } from "vitest";
import type { MeasuredRate } from "../../../lib/core/rate/tenant-rates.ts";
import { T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

const rateOf = (perSecond: number): MeasuredRate => ({ unit: "events", perSecond, atMs: T0 });

/** The contract of `TenantRateWriter`. */
export function tenantRateContract(open: OpenTable): void {
  describe("TenantRateWriter", () => {
    it("keeps each function's rate, which is read with the tenant and changes nothing else of it", async () => {
      const { rates, tenants, admission } = open();
      const tenant = tenantOf();
      await tenants.createTenant(tenant);
      const read = async () => (await admission.admit(tenant.id, undefined)).rates;
      expect(await read()).toBeUndefined();
      await rates.putRate(tenant.id, "a", rateOf(1), undefined, []);
      await rates.putRate(tenant.id, "b", rateOf(2), await read(), []);
      await rates.putRate(tenant.id, "a", rateOf(3), await read(), []);
      expect(await read()).toEqual({ a: rateOf(3), b: rateOf(2) });
      expect((await admission.admit(tenant.id, undefined)).tenant).toEqual(tenant);
    });

    it("removes outdated rates, and writes no first rate over another function's", async () => {
      const { rates, tenants, admission } = open();
      const tenant = tenantOf();
      await tenants.createTenant(tenant);
      const read = async () => (await admission.admit(tenant.id, undefined)).rates;
      await rates.putRate(tenant.id, "a", rateOf(1), undefined, []);
      await rates.putRate(tenant.id, "b", rateOf(2), undefined, []);
      expect(await read()).toEqual({ a: rateOf(1) });
      await rates.putRate(tenant.id, "b", rateOf(2), await read(), ["a", "gone"]);
      expect(await read()).toEqual({ b: rateOf(2) });
    });

    it("makes no tenant", async () => {
      const { rates, tenants } = open();
      const { id } = tenantOf();
      await rates.putRate(id, "a", rateOf(1), undefined, []);
      expect(await tenants.getTenant(id)).toBeUndefined();
    });
  });
}
