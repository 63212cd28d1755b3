import { describe, expect, it } from "vitest";
import { newId } from "../../../lib/core/ids.ts";
import { subscriptionOf } from "../factories.ts";
import { INCARNATION, iso, T0, tenantOf } from "./sample-records.ts";
import type { OpenTable } from "./table-ports.ts";

const dialectOf = () => ({
  name: newId("d", T0),
  algorithm: "hmac-sha256" as const,
  signatureHeader: "x-signature",
  body: { list: [1, null, true, { data: "{data}" }], empty: {} },
  createdAt: iso(T0),
});

/** The contract of `DialectStore`. */
export function dialectContract(open: OpenTable): void {
  describe("DialectStore", () => {
    it("returns and lists a registered dialect", async () => {
      const { dialects } = open();
      const dialect = dialectOf();
      expect(await dialects.createDialect(dialect)).toBe(true);
      expect(await dialects.getDialect(dialect.name)).toEqual(dialect);
      expect(await dialects.listDialects()).toContainEqual(dialect);
    });

    it("keeps the order of a body's members", async () => {
      const { dialects } = open();
      const body = Object.fromEntries([..."qwertyuiop"].map((name) => [name, { z: 1, [name]: "{data}", a: 2 }]));
      const dialect = { ...dialectOf(), body };
      await dialects.createDialect(dialect);
      const listed = (await dialects.listDialects()).find(({ name }) => name === dialect.name);
      for (const kept of [await dialects.getDialect(dialect.name), listed]) {
        expect(JSON.stringify(kept?.body)).toBe(JSON.stringify(body));
      }
    });

    it("rejects a taken name and keeps the first dialect", async () => {
      const { dialects } = open();
      const dialect = dialectOf();
      await dialects.createDialect(dialect);
      expect(await dialects.createDialect({ ...dialect, body: "{data}" })).toBe(false);
      expect(await dialects.getDialect(dialect.name)).toEqual(dialect);
    });

    it("finds nothing under another name", async () => {
      expect(await open().dialects.getDialect("other")).toBeUndefined();
    });

    it("keeps a subscription's definition of its dialect", async () => {
      const { tenants, subscriptions } = open();
      const { createdAt: _createdAt, ...described } = dialectOf();
      const definition = JSON.stringify(described);
      const tenant = tenantOf();
      await tenants.createTenant(tenant);
      const subscription = { ...subscriptionOf({ tenantId: tenant.id }), dialect: described.name, definition };
      await subscriptions.createSubscription(subscription, INCARNATION);
      const key = { tenantId: tenant.id, subscriptionId: subscription.id };
      expect((await subscriptions.getSubscription(key))?.definition).toBe(definition);
    });
  });
}
