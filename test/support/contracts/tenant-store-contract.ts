import { describe, expect, it } from "vitest";
import { listCursor } from "../../../lib/aws/dynamodb/driver/list-cursor.ts";
import { TENANTS_PK } from "../../../lib/aws/dynamodb/keys/tenant-keys.ts";
import { newApiKey } from "../../../lib/core/keys/api-keys.ts";
import type { ApiKey } from "../../../lib/core/model/api-key.ts";
import type { Tenant } from "../../../lib/core/model/tenant.ts";
import { newDeletion } from "../../../lib/core/tenant-deletion/tenant-deletion.ts";
import { INCARNATION, iso, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

function keyOf(tenantId: string): ApiKey {
  const { keyId, secretHash } = newApiKey(tenantId);
  return { id: keyId, tenantId, name: "ci", role: "manage", secretHash, createdAt: iso(T0) };
}

const deletionOf = (tenant: Tenant) => ({ ...newDeletion(tenant, T0), id: `tdl_${tenant.id}` });

/** The contracts of `TenantStore` and `AdmissionReader`. */
export function tenantContract(open: OpenTable): void {
  describe("TenantStore", () => {
    it("returns a created tenant", async () => {
      const { tenants } = open();
      const tenant = tenantOf();
      expect(await tenants.createTenant(tenant)).toBe(true);
      expect(await tenants.getTenant(tenant.id)).toEqual(tenant);
    });

    it("rejects a taken id and keeps the first tenant", async () => {
      const { tenants } = open();
      const tenant = tenantOf();
      await tenants.createTenant(tenant);
      expect(await tenants.createTenant({ ...tenant, name: "Other" })).toBe(false);
      expect((await tenants.getTenant(tenant.id))?.name).toBe("Acme");
    });

    it("finds no tenant that wasn't created", async () => {
      expect(await open().tenants.getTenant(tenantOf().id)).toBeUndefined();
    });
  });

  describe("the list of tenants", () => {
    it("is newest first, in pages, and continues after a cursor", async () => {
      const { tenants } = open();
      // These tenants are newer than those of other tests, so they come first.
      const later = T0 + 1e11 * Math.random();
      const made = [0, 1, 2].map((n) => ({ ...tenantOf(), dialect: "watsi", createdAt: iso(later + n) }));
      for (const tenant of made) await tenants.createTenant(tenant);
      const listed = made;
      const cursor = listCursor(TENANTS_PK, `${iso(later + 3)}#x`);
      const first = await tenants.listTenants({ limit: 2, after: cursor });
      expect(first.items).toEqual([listed[2], listed[1]]);
      const second = await tenants.listTenants({ limit: 1, after: first.next });
      expect(second.items).toEqual([listed[0]]);
    });

    it("leaves out a tenant that was deleted, and lists it again with its new incarnation", async () => {
      const { tenants } = open();
      const tenant = tenantOf({ createdAt: iso(T0 + 1e11 * Math.random()) });
      const listed = async () => {
        const after = listCursor(TENANTS_PK, `${iso(Date.parse(tenant.createdAt) + 1)}#x`);
        return (await tenants.listTenants({ limit: 1, after })).items[0];
      };
      await tenants.createTenant(tenant);
      expect(await listed()).toEqual(tenant);
      await tenants.deleteTenant(tenant.id, deletionOf);
      expect((await listed())?.id).not.toBe(tenant.id);
      const successor = { ...tenant, incarnation: "HGFEDCBA" };
      await tenants.createTenant(successor);
      expect(await listed()).toEqual(successor);
    });

    it("finds tenants by a part of their name or id, and continues after each page", async () => {
      const { tenants, tenantFinder } = open();
      const later = T0 + 1e11 * Math.random();
      const named = (n: number, name: string) => ({ ...tenantOf(), name, createdAt: iso(later + n) });
      const made = [
        named(0, "Needle & Co"),
        named(1, "Hay"),
        named(2, "A NEEDLE"),
        named(3, "no needles"),
        named(4, "Hay"),
      ];
      for (const tenant of made) await tenants.createTenant(tenant);
      const after = listCursor(TENANTS_PK, `${iso(later + 5)}#x`);
      const first = await tenantFinder.findTenants("nEEdle", { limit: 2, after });
      expect(first.items).toEqual([made[3], made[2]]);
      const second = await tenantFinder.findTenants("nEEdle", { limit: 1, after: first.next });
      expect(second.items).toEqual([made[0]]);
      const hay = made[4] as Tenant;
      expect((await tenantFinder.findTenants(hay.id.toUpperCase(), { limit: 9, after })).items).toEqual([hay]);
      expect(await tenantFinder.findTenants(`${hay.id}?`, { limit: 9 })).toEqual({ items: [] });
    });

    it.each(["x", "", Buffer.from("2026").toString("base64url")])("rejects the cursor %j", async (after) => {
      await expect(open().tenants.listTenants({ limit: 2, after })).rejects.toMatchObject({ status: 422 });
    });
  });

  describe("a change of a tenant", () => {
    it("sets and clears the given fields, and keeps the version", async () => {
      const { tenants, subscriptions } = open();
      const tenant = { ...tenantOf(), dialect: "watsi" };
      await tenants.createTenant(tenant);
      await subscriptions.createSubscription(subscriptionAt(tenant.id, T0), INCARNATION);
      expect(await tenants.updateTenant(tenant.id, { name: "B" })).toEqual({ ...tenant, name: "B", version: 1 });
      const { dialect: _dialect, ...bare } = tenant;
      expect(await tenants.updateTenant(tenant.id, { name: "C", dialect: null })).toEqual({
        ...bare,
        name: "C",
        version: 1,
      });
      expect(await tenants.updateTenant(tenant.id, { dialect: null })).not.toHaveProperty("dialect");
      expect(await tenants.getTenant(tenant.id)).toEqual({ ...bare, name: "C", version: 1 });
    });

    it("creates no tenant when it is missing", async () => {
      const { tenants } = open();
      const { id } = tenantOf();
      expect(await tenants.updateTenant(id, { name: "B" })).toBeUndefined();
      expect(await tenants.getTenant(id)).toBeUndefined();
    });
  });

  describe("a tenant that is deleted", () => {
    it("loses its keys: they don't work for a later tenant with the same id", async () => {
      const { tenants, admission } = open();
      const tenant = tenantOf();
      const key = keyOf(tenant.id);
      await tenants.createTenant(tenant);
      await tenants.createApiKey(key);
      expect(await tenants.deleteTenant(tenant.id, deletionOf)).toEqual(deletionOf(tenant));
      expect(await tenants.deleteTenant(tenant.id, deletionOf)).toBe("absent");
      expect(await tenants.createTenant(tenant)).toBe(true);
      expect((await admission.admit(tenant.id, key.id)).apiKey).toBeUndefined();
    });

    it("may have more keys than one transaction takes", async () => {
      const { tenants } = open();
      const tenant = tenantOf();
      await tenants.createTenant(tenant);
      for (let n = 0; n < 130; n++) await tenants.createApiKey(keyOf(tenant.id));
      expect(await tenants.deleteTenant(tenant.id, deletionOf)).toEqual(deletionOf(tenant));
      expect(await tenants.listApiKeys(tenant.id)).toEqual([]);
    });

    it("has no subscriptions, even when one is created meanwhile", async () => {
      const { tenants, subscriptions } = open();
      const tenant = tenantOf();
      await tenants.createTenant(tenant);
      const subscription = subscriptionAt(tenant.id, T0);
      const [outcome, made] = await Promise.all([
        tenants.deleteTenant(tenant.id, deletionOf),
        subscriptions.createSubscription(subscription, INCARNATION).then(
          () => true,
          () => false,
        ),
      ]);
      expect(outcome).toEqual(made ? "in use" : deletionOf(tenant));
      expect((await tenants.getTenant(tenant.id)) !== undefined).toBe(made);
      expect(await subscriptions.listSubscriptions(tenant.id)).toHaveLength(made ? 1 : 0);
    });
  });

  describe("API keys", () => {
    it("are listed and deleted one by one", async () => {
      const { tenants, admission } = open();
      const tenant = tenantOf();
      const [a, b] = [keyOf(tenant.id), keyOf(tenant.id)];
      await tenants.createTenant(tenant);
      for (const key of [a, b]) await tenants.createApiKey(key);
      expect((await tenants.listApiKeys(tenant.id)).map(({ id }) => id).sort()).toEqual([a.id, b.id].sort());
      expect(await tenants.deleteApiKey(tenantOf().id, a.id)).toBe(false);
      expect(await tenants.deleteApiKey(tenant.id, a.id)).toBe(true);
      expect(await tenants.deleteApiKey(tenant.id, a.id)).toBe(false);
      expect(await tenants.listApiKeys(tenant.id)).toEqual([b]);
      expect((await admission.admit(tenant.id, a.id)).apiKey).toBeUndefined();
    });

    it("are not created for a missing tenant", async () => {
      const { tenants } = open();
      const { id } = tenantOf();
      expect(await tenants.createApiKey(keyOf(id))).toBe(false);
      expect(await tenants.listApiKeys(id)).toEqual([]);
    });
  });

  describe("AdmissionReader", () => {
    it("reads key and tenant together", async () => {
      const { tenants, admission } = open();
      const tenant = tenantOf();
      const key = keyOf(tenant.id);
      await tenants.createTenant(tenant);
      expect(await tenants.createApiKey(key)).toBe(true);
      const admitted = await admission.admit(tenant.id, key.id);
      expect(admitted.apiKey).toEqual(key);
      expect(admitted.tenant).toEqual({ ...tenant, version: 1 });
    });

    it("reads no key when none is asked for", async () => {
      const { tenants, admission } = open();
      const tenant = tenantOf();
      await tenants.createTenant(tenant);
      await tenants.createApiKey(keyOf(tenant.id));
      const admitted = await admission.admit(tenant.id, undefined);
      expect(admitted.apiKey).toBeUndefined();
      expect(admitted.tenant).toMatchObject({ id: tenant.id });
    });

    it("finds neither an unknown key nor an unknown tenant", async () => {
      const { id } = tenantOf();
      const admitted = await open().admission.admit(id, keyOf(id).id);
      expect(admitted).toEqual({
        apiKey: undefined,
        tenant: undefined,
        catalogVersion: expect.any(Number),
      });
    });
  });
}
