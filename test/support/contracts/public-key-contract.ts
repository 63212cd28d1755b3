import { describe, expect, it } from "vitest";
import { INCARNATION, iso, refTo, subscriptionAt, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

/** The contract of `PublicKeyReader`. */
export function publicKeyContract(open: OpenTable): void {
  /** Creates a subscription with public keys for a new tenant. */
  async function published() {
    const ports = open();
    const tenant = tenantOf();
    await ports.tenants.createTenant(tenant);
    const subscription = subscriptionAt(tenant.id, T0, { publicKeys: [{ key: "whpk_1" }] });
    await ports.subscriptions.createSubscription(subscription, INCARNATION);
    const keys = () => ports.publicKeys.getPublicKeys(subscription.id);
    const replace = (fields: object) =>
      ports.subscriptions.replaceSubscription({ ...subscription, updatedAt: iso(T0 + 1), ...fields }, iso(T0));
    return { ...ports, subscription, keys, replace };
  }

  describe("PublicKeyReader", () => {
    it("returns a subscription's public keys by its id alone", async () => {
      const { keys, publicKeys } = await published();
      expect(await keys()).toEqual([{ key: "whpk_1" }]);
      expect(await publicKeys.getPublicKeys("sub_other")).toEqual([]);
    });

    it.each([
      ["returns the keys after a change", [{ key: "whpk_2" }, { key: "whpk_1", validUntil: iso(T0) }]],
      ["returns no keys after the subscription lost them", undefined],
    ])("%s", async (_case, next) => {
      const { keys, replace } = await published();
      expect(await replace({ publicKeys: next })).toBe(true);
      expect(await keys()).toEqual(next ?? []);
    });

    it("returns the old keys after a change that failed", async () => {
      const { keys, replace } = await published();
      await replace({});
      expect(await replace({ publicKeys: [{ key: "whpk_late" }] })).toBe(false);
      expect(await keys()).toEqual([{ key: "whpk_1" }]);
    });

    it("returns no keys of a deleted subscription", async () => {
      const { keys, subscription, subscriptions } = await published();
      const { id, tenantId } = subscription;
      await subscriptions.deleteSubscription({ ...refTo(tenantOf().id), subscriptionId: id });
      expect(await keys()).toHaveLength(1);
      await subscriptions.deleteSubscription({ ...refTo(tenantId), subscriptionId: id });
      expect(await keys()).toEqual([]);
    });
  });
}
