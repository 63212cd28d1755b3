import { describe, expect, it } from "vitest";
import { ADMIN, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const hook = { url: "https://receiver.example/hook", events: ["*"] };

describe("a key that works, but not for this request", () => {
  it.each([
    ["read", "POST /api/v1/subscriptions", "`manage`"],
    ["read", "POST /api/v1/events", "`producer` or `manage`"],
    ["producer", "GET /api/v1/subscriptions", "`read` or `manage`"],
    ["producer", "GET /api/v1/event-types", "`read` or `manage`"],
  ])("of role %s is told the role that %s needs", async (role, route, needed) => {
    const { call, key } = await memoryApiWithTenant(role);
    const { status, body } = await call(route, { key, body: hook });
    expect(status).toBe(403);
    expect(body.detail).toContain(`needs a key with the role ${needed}.`);
    expect(body.detail).toContain(`\`${role}\``);
  });

  it.each(["GET /api/v1/tenants", "POST /api/v1/tenants", "POST /api/v1/event-types", "GET /api/v1/dead-letters"])(
    "of a tenant is told that %s needs the operator's",
    async (route) => {
      const { call, key } = await memoryApiWithTenant();
      const { status, body } = await call(route, { key, body: { name: "N" } });
      expect([status, body.detail]).toEqual([403, expect.stringContaining("needs the operator's key")]);
    },
  );

  it("of a tenant can't name another tenant, and may name its own", async () => {
    const { call, key } = await memoryApiWithTenant();
    const list = (tenant: string) => call("GET /api/v1/subscriptions", { key, headers: { "posthorn-tenant": tenant } });
    const [own, other, unknown] = [await list("acme"), await list("other"), await list("nobody")];
    expect([own.status, other.status, unknown.status, (await list("")).status]).toEqual([200, 403, 403, 403]);
    expect(unknown.text).toBe(other.text);
  });
});

describe("a key that doesn't work", () => {
  it.each(["GET /api/v1/tenants", "GET /api/v1/subscriptions", "POST /api/v1/events"])(
    "learns nothing about keys from %s",
    async (route) => {
      const { call, key } = await memoryApiWithTenant();
      const wrong = key.slice(0, -1) + (key.endsWith("0") ? "1" : "0");
      for (const token of [wrong, "x", `${ADMIN}x`]) {
        const { status, body } = await call(route, { key: token, body: hook });
        expect([status, body.detail]).toEqual([401, expect.stringContaining("no valid key")]);
      }
    },
  );
});
