import { describe, expect, it } from "vitest";
import { ADMIN, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const FIND = "GET /api/v1/find";

describe("GET /api/v1/find", () => {
  it("tells the operator which tenant a thing belongs to", async () => {
    const { call, key, otherKey } = await memoryApiWithTenant();
    const body = { url: "https://receiver.example/hook", events: ["a"], name: "Orders" };
    const { id } = (await call("POST /api/v1/subscriptions", { key, body })).body;
    expect((await call(FIND, { key: ADMIN, query: { id } })).body).toEqual({
      data: [{ type: "subscription", id, tenantId: "acme", name: "Orders" }],
      complete: true,
    });
    const event = { type: "a", data: 1, id: "order-1" };
    for (const sender of [key, otherKey]) await call("POST /api/v1/events", { key: sender, body: event });
    expect((await call(FIND, { key: ADMIN, query: { id: "order-1" } })).body.data).toEqual([
      { type: "event", id: "order-1", tenantId: "other", about: "a" },
      { type: "event", id: "order-1", tenantId: "acme", about: "a" },
    ]);
  });

  it.each([undefined, "", "a b", "x".repeat(101), "a/b"])("rejects the id %s", async (id) => {
    const { call } = await memoryApiWithTenant();
    const { status, body } = await call(FIND, { key: ADMIN, query: id === undefined ? {} : { id } });
    expect([status, body.errors[0].path]).toEqual([422, "/id"]);
  });

  it("tells a tenant nothing", async () => {
    const { call, key } = await memoryApiWithTenant();
    expect((await call(FIND, { key, query: { id: "other" } })).status).toBe(403);
  });
});
