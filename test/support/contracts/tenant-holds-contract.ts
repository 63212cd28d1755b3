import { describe, expect, it } from "vitest";
import { MOST_HOLDS } from "../../../lib/core/health/health-store.ts";
import { newDeletion } from "../../../lib/core/tenant-deletion/tenant-deletion.ts";
import { subscriptionIdsOf, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

/** The contract of `TenantHolds`, whose holds `AdmissionReader` reads. */
export function tenantHoldsContract(open: OpenTable): void {
  async function withTenant() {
    const ports = open();
    const tenant = tenantOf();
    await ports.tenants.createTenant(tenant);
    const read = async () => (await ports.admission.admit(tenant.id, undefined)).holds;
    return { ...ports, tenant, read, keyOf: (subscriptionId: string) => ({ tenantId: tenant.id, subscriptionId }) };
  }

  describe("TenantHolds", () => {
    it("keeps the subscriptions with their reasons, and changes nothing else of the tenant", async () => {
      const { holds, admission, tenant, read, keyOf } = await withTenant();
      expect(await read()).toBeUndefined();
      await holds.addHold(keyOf("sub_1"), "breaker");
      for (let times = 0; times < 2; times++) await holds.addHold(keyOf("sub_2"), "paused");
      expect(await read()).toEqual(
        new Map([
          ["sub_1", "breaker"],
          ["sub_2", "paused"],
        ]),
      );
      expect((await admission.admit(tenant.id, undefined)).tenant).toEqual(tenant);
    });

    it("keeps one reason, the latest", async () => {
      const { holds, read, keyOf } = await withTenant();
      for (const reason of ["breaker", "paused", "breaker"] as const) {
        await holds.addHold(keyOf("sub_1"), reason);
        expect(await read()).toEqual(new Map([["sub_1", reason]]));
      }
    });

    it("removes a hold, whatever its reason and however often", async () => {
      const { holds, read, keyOf } = await withTenant();
      await holds.removeHold(keyOf("sub_1"));
      await holds.addHold(keyOf("sub_1"), "paused");
      await holds.addHold(keyOf("sub_2"), "breaker");
      for (let times = 0; times < 2; times++) await holds.removeHold(keyOf("sub_1"));
      expect(await read()).toEqual(new Map([["sub_2", "breaker"]]));
      await holds.removeHold(keyOf("sub_2"));
      expect(await read()).toBeUndefined();
    });

    it("loses none of many that come at once, and keeps as many as there may be", async () => {
      const { holds, read, keyOf } = await withTenant();
      const ids = subscriptionIdsOf(MOST_HOLDS + 5);
      await Promise.all(ids.map((id) => holds.addHold(keyOf(id), "breaker")));
      expect((await read())?.size).toBe(MOST_HOLDS);
      const [held = ""] = [...((await read())?.keys() ?? [])];
      await holds.removeHold(keyOf(held));
      await holds.addHold(keyOf("sub_late"), "paused");
      expect((await read())?.get("sub_late")).toBe("paused");
    });

    it("makes no tenant, and ends with its tenant", async () => {
      const { holds, tenants, tenant, read, keyOf } = await withTenant();
      await holds.addHold(keyOf("sub_1"), "paused");
      await tenants.deleteTenant(tenant.id, (gone) => newDeletion(gone, T0));
      await holds.addHold(keyOf("sub_1"), "paused");
      await holds.removeHold(keyOf("sub_1"));
      expect(await tenants.getTenant(tenant.id)).toBeUndefined();
      await tenants.createTenant(tenant);
      expect(await read()).toBeUndefined();
    });
  });
}
