import { describe, expect, it } from "vitest";
import { newApiKey } from "../../../lib/core/api-keys.ts";
import type { ApiKey } from "../../../lib/core/model.ts";
import { eventOf, iso, T0, tenantOf } from "./records.ts";
import type { OpenTable } from "./table-ports.ts";

function keyOf(tenantId: string): ApiKey {
  const { keyId, secretHash } = newApiKey(tenantId);
  return { id: keyId, tenantId, name: "ci", role: "manage", secretHash, createdAt: iso(T0) };
}

/** What `TenantStore` and `AdmissionReader` promise. */
export function tenantContract(open: OpenTable): void {
  describe("TenantStore", () => {
    it("gives back a tenant that was created", async () => {
      const { tenants } = open();
      const tenant = tenantOf();
      expect(await tenants.createTenant(tenant)).toBe(true);
      expect(await tenants.getTenant(tenant.id)).toEqual(tenant);
    });

    it("refuses a taken id and keeps the first tenant", async () => {
      const { tenants } = open();
      const tenant = tenantOf();
      await tenants.createTenant(tenant);
      expect(await tenants.createTenant({ ...tenant, name: "Other" })).toBe(false);
      expect((await tenants.getTenant(tenant.id))?.name).toBe("Acme");
    });

    it("knows nothing of a tenant that was not created", async () => {
      expect(await open().tenants.getTenant(tenantOf().id)).toBeUndefined();
    });
  });

  describe("AdmissionReader", () => {
    it("reads key, tenant and accepted events together", async () => {
      const { tenants, events, admission } = open();
      const tenant = tenantOf();
      const key = keyOf(tenant.id);
      const event = eventOf(tenant.id, { subscriptionIds: ["sub_1", "sub_2"] });
      await tenants.createTenant(tenant);
      await tenants.putApiKey(key);
      await events.putEvents([event]);
      const admitted = await admission.admit(tenant.id, key.id, [event.id, "evt_new", event.id]);
      expect(admitted.apiKey).toEqual(key);
      expect(admitted.tenant).toEqual(tenant);
      expect([...admitted.accepted]).toEqual([[event.id, { id: event.id, digest: event.digest, deliveries: 2 }]]);
    });

    it("reads no key when none is asked for", async () => {
      const { tenants, admission } = open();
      const tenant = tenantOf();
      await tenants.createTenant(tenant);
      await tenants.putApiKey(keyOf(tenant.id));
      const admitted = await admission.admit(tenant.id, undefined, []);
      expect(admitted.apiKey).toBeUndefined();
      expect(admitted.tenant).toEqual(tenant);
    });

    it("finds neither an unknown key nor an unknown tenant", async () => {
      const { id } = tenantOf();
      const admitted = await open().admission.admit(id, keyOf(id).id, ["evt_1"]);
      expect(admitted).toEqual({
        apiKey: undefined,
        tenant: undefined,
        catalogVersion: expect.any(Number),
        accepted: new Map(),
      });
    });

    it("does not take another tenant's event for one of its own", async () => {
      const { events, admission } = open();
      const event = eventOf(tenantOf().id);
      await events.putEvents([event]);
      expect((await admission.admit(tenantOf().id, undefined, [event.id])).accepted.size).toBe(0);
    });

    it("reads more events than fit into one call", async () => {
      const { events, admission } = open();
      const { id } = tenantOf();
      const written = Array.from({ length: 120 }, () => eventOf(id));
      await events.putEvents(written);
      const { accepted } = await admission.admit(
        id,
        undefined,
        written.map((e) => e.id),
      );
      expect(accepted.size).toBe(120);
    });
  });
}
