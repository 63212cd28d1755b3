import { describe, expect, it } from "vitest";
import { ADMIN_KEY_ID, newApiKey, newOperatorKey } from "../../../lib/core/keys/api-keys.ts";
import type { OperatorKey } from "../../../lib/core/model/api-key.ts";
import { iso, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

function keyOf(): OperatorKey {
  const { keyId, secretHash } = newOperatorKey();
  return { id: keyId, name: "backend", role: "manage", secretHash, createdAt: iso(T0), validUntil: iso(T0 + 1000) };
}

/** The contract of `OperatorKeyStore`. */
export function operatorKeyContract(open: OpenTable): void {
  describe("operator keys", () => {
    it("are listed and deleted one by one", async () => {
      const { operatorKeys } = open();
      const [a, b] = [keyOf(), keyOf()];
      for (const key of [a, b]) await operatorKeys.createOperatorKey(key);
      expect(await operatorKeys.listOperatorKeys()).toEqual(expect.arrayContaining([a, b]));
      expect(await operatorKeys.deleteOperatorKey(a.id)).toBe(true);
      expect(await operatorKeys.deleteOperatorKey(a.id)).toBe(false);
      const left = (await operatorKeys.listOperatorKeys()).map(({ id }) => id);
      expect([left.includes(a.id), left.includes(b.id)]).toEqual([false, true]);
    });

    it("are read together with the tenant that they act for", async () => {
      const { operatorKeys, tenants, admission } = open();
      const [key, tenant] = [keyOf(), tenantOf()];
      await operatorKeys.createOperatorKey(key);
      await tenants.createTenant(tenant);
      const admitted = await admission.admit(tenant.id, key.id);
      expect([admitted.apiKey, admitted.tenant]).toEqual([key, tenant]);
      expect((await admission.admit("", key.id)).apiKey).toEqual(key);
    });

    it("that are deleted are not found", async () => {
      const { operatorKeys, admission } = open();
      const key = keyOf();
      await operatorKeys.createOperatorKey(key);
      await operatorKeys.deleteOperatorKey(key.id);
      expect((await admission.admit("", key.id)).apiKey).toBeUndefined();
    });
  });

  describe("a tenant's key", () => {
    it("keeps the time when it expires", async () => {
      const { tenants, admission } = open();
      const tenant = tenantOf();
      const { keyId, secretHash } = newApiKey(tenant.id);
      const key = { ...keyOf(), id: keyId, tenantId: tenant.id, secretHash };
      await tenants.createTenant(tenant);
      await tenants.createApiKey(key);
      expect(await tenants.listApiKeys(tenant.id)).toEqual([key]);
      expect((await admission.admit(tenant.id, key.id)).apiKey).toEqual(key);
    });
  });

  describe("the end of admin keys", () => {
    it("is read with the id of the admin key, and never moves back", async () => {
      const { operatorKeys, admission } = open();
      const [early, late] = [iso(T0 + 1), iso(T0 + 2)];
      for (const time of [late, early]) await operatorKeys.endAdminKeys(time);
      const tenant = tenantOf().id;
      expect((await admission.admit(tenant, ADMIN_KEY_ID)).adminKeysSince).toBe(late);
      expect((await admission.admit(tenant, undefined)).adminKeysSince).toBeUndefined();
    });
  });
}
