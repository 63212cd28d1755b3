import { describe, expect, it } from "vitest";
import { ADMIN, AT, memoryApi, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

describe("tenants", () => {
  it("are created by the operator, under its own id or a new one", async () => {
    const { call } = memoryApi();
    const own = await call("POST /api/v1/tenants", { key: ADMIN, body: { name: "Acme", id: "acme" } });
    expect([own.status, own.body]).toEqual([201, { id: "acme", name: "Acme", createdAt: AT }]);
    const fresh = await call("POST /api/v1/tenants", { key: ADMIN, body: { name: "B" } });
    expect(fresh.body.id).toMatch(/^tnt_/);
  });

  it("have unique ids", async () => {
    const { call } = memoryApi();
    await call("POST /api/v1/tenants", { key: ADMIN, body: { name: "A", id: "acme" } });
    const { status, body } = await call("POST /api/v1/tenants", { key: ADMIN, body: { name: "B", id: "acme" } });
    expect([status, body.errors]).toEqual([409, [{ path: "/id", message: "is taken" }]]);
  });

  it("that don't exist get no key", async () => {
    const { call, world } = memoryApi();
    const answer = await call("POST /api/v1/tenants/{id}/api-keys", { key: ADMIN, id: "nobody", body: {} });
    expect([answer.status, world.apiKeys.values().length]).toEqual([404, 0]);
  });

  it.each([
    ["no key", undefined, 401],
    ["a wrong admin key", "wrong", 401],
  ])("can't be created with %s", async (_case, key, status) => {
    const { call, world } = memoryApi();
    expect((await call("POST /api/v1/tenants", { key, body: { name: "A" } })).status).toBe(status);
    expect(world.tenants.values()).toEqual([]);
  });

  it("can't be created with a tenant's key", async () => {
    const { call, key } = await memoryApiWithTenant();
    expect((await call("POST /api/v1/tenants", { key, body: { name: "A" } })).status).toBe(403);
  });
});
