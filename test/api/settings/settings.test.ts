import { describe, expect, it } from "vitest";
import { ADMIN, memoryApi, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

describe("the stack's settings", () => {
  it("are shown to the operator's keys, also to those that only read", async () => {
    const { call } = memoryApi();
    const made = await call("POST /api/v1/operator-keys", { key: ADMIN, body: { role: "read" } });
    for (const key of [ADMIN, made.body.key]) {
      const { status, body } = await call("GET /api/v1/settings", { key });
      expect(status).toBe(200);
      expect(body).toMatchObject({ version: "0.1.0", region: "eu-central-1", limits: { maxRetries: 10 } });
      expect(body.options).toEqual([
        { name: "stage", value: "prod", default: "dev" },
        { name: "portalOrigins", default: "" },
      ]);
    }
  });

  it("are hidden from tenants", async () => {
    const { call, key } = await memoryApiWithTenant();
    expect((await call("GET /api/v1/settings", { key })).status).toBe(403);
    expect((await call("GET /api/v1/settings", {})).status).toBe(401);
  });
});
