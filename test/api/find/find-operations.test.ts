import { describe, expect, it } from "vitest";
import { ADMIN, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const FIND = "GET /api/v1/find";

describe("GET /api/v1/find", () => {
  it("tells the operator which tenant a thing belongs to", async () => {
    const { call, key, otherKey } = await memoryApiWithTenant();
    const body = { url: "https://receiver.example/hook", events: ["a"], name: "Orders" };
    const { id } = (await call("POST /api/v1/subscriptions", { key, body })).body;
    expect((await call(FIND, { key: ADMIN, query: { id } })).body).toEqual({
      data: [{ type: "subscription", id, tenantId: "acme", name: "Orders", url: body.url }],
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

  it("finds the subscriptions of all tenants by a part of their name or URL", async () => {
    const { call, key, otherKey } = await memoryApiWithTenant();
    const url = "https://receiver.example/Orders";
    const create = async (by: string, fields: object) =>
      (await call("POST /api/v1/subscriptions", { key: by, body: { url, events: ["a"], ...fields } })).body.id;
    const [mine, theirs] = [await create(key, { name: "My ORDERS" }), await create(otherKey, {})];
    const find = async (name: string) => (await call(FIND, { key: ADMIN, query: { name } })).body;
    expect(await find("orders")).toEqual({
      data: [
        { type: "subscription", id: mine, tenantId: "acme", tenantName: "acme", name: "My ORDERS", url },
        { type: "subscription", id: theirs, tenantId: "other", tenantName: "other", url },
      ],
      complete: true,
    });
    expect((await find("my")).data).toHaveLength(1);
    expect(await find("acme")).toEqual({ data: [], complete: true });
  });

  it.each(["", "a", "x".repeat(101)])("rejects the name %s", async (name) => {
    const { call } = await memoryApiWithTenant();
    const { status, body } = await call(FIND, { key: ADMIN, query: { name } });
    expect([status, body.errors[0].path]).toEqual([422, "/name"]);
  });

  it("rejects an id with a name", async () => {
    const { call } = await memoryApiWithTenant();
    const { status, body } = await call(FIND, { key: ADMIN, query: { id: "acme", name: "acme" } });
    expect([status, body.errors]).toEqual([422, [{ path: "/id", message: "give an id or a name, and not both" }]]);
  });

  it("tells a tenant nothing", async () => {
    const { call, key } = await memoryApiWithTenant();
    for (const by of ["id", "name"]) {
      expect((await call(FIND, { key, query: { [by]: "other" } })).status).toBe(403);
    }
  });
});
