import { describe, expect, it } from "vitest";
import { ADMIN, AT, memoryApi, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const hook = { url: "https://receiver.example/hook", events: ["*"] };

describe("the operator", () => {
  it("lists tenants, newest first, page by page", async () => {
    let nowMs = Date.parse(AT);
    const { call } = memoryApi({ now: () => nowMs });
    for (const id of ["a", "b", "c"]) {
      nowMs++;
      await call("POST /api/v1/tenants", { key: ADMIN, body: { id, name: id.toUpperCase() } });
    }
    const list = async (query: Record<string, string>) =>
      (await call("GET /api/v1/tenants", { key: ADMIN, query })).body;
    const first = await list({ limit: "2" });
    expect(first.data).toMatchObject([{ id: "c", name: "C" }, { id: "b" }]);
    expect(first.data[0]).not.toHaveProperty("version");
    expect(await list({ limit: "2", after: first.next })).toMatchObject({ data: [{ id: "a" }], next: null });
  });

  it("finds tenants by a part of their name or id", async () => {
    const { call } = await memoryApiWithTenant();
    await call("POST /api/v1/tenants", { key: ADMIN, body: { id: "needle", name: "Hay & Co" } });
    const find = async (search: string) =>
      (await call("GET /api/v1/tenants", { key: ADMIN, query: { search, limit: "1" } })).body;
    for (const text of ["HAY", "eedl", "y & c"]) {
      expect(await find(text)).toMatchObject({ data: [{ id: "needle" }], next: null });
    }
    expect(await find("nowhere")).toEqual({ data: [], next: null });
    expect(await find("")).toMatchObject({ status: 422, errors: [{ path: "/search" }] });
  });

  it("renames a tenant, and changes or clears its dialect", async () => {
    const { call } = await memoryApiWithTenant();
    const patch = (body: object) => call("PATCH /api/v1/tenants/{id}", { key: ADMIN, id: "acme", body });
    expect((await patch({ name: "Acme Ltd", dialect: "watsi" })).body).toMatchObject({
      name: "Acme Ltd",
      dialect: "watsi",
    });
    const { body } = await patch({ dialect: null });
    expect(body).toEqual({ id: "acme", name: "Acme Ltd", createdAt: AT });
    expect((await call("GET /api/v1/tenants/{id}", { key: ADMIN, id: "acme" })).body).toEqual(body);
  });

  it.each([
    [{}, ""],
    [{ dialect: "morse" }, "/dialect"],
    [{ name: "" }, "/name"],
    [{ name: null }, "/name"],
    [{ id: "other" }, "/id"],
  ])("can't change a tenant by %j", async (body, path) => {
    const { call } = await memoryApiWithTenant();
    const answer = await call("PATCH /api/v1/tenants/{id}", { key: ADMIN, id: "acme", body });
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, path]);
  });

  it("deletes a tenant once it has no subscriptions, and its keys with it", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    const { id } = (await call("POST /api/v1/subscriptions", { key, body: hook })).body;
    const remove = () => call("DELETE /api/v1/tenants/{id}", { key: ADMIN, id: "acme" });
    expect((await remove()).status).toBe(409);
    await call("DELETE /api/v1/subscriptions/{id}", { key, id });
    expect((await remove()).status).toBe(204);
    expect((await remove()).status).toBe(404);
    expect((await call("GET /api/v1/subscriptions", { key })).status).toBe(401);
    expect(world.apiKeys.values().map(({ tenantId }) => tenantId)).toEqual(["other"]);
  });

  it("creates a tenant under the id of a deleted tenant, without the old subscriptions", async () => {
    let nowMs = Date.parse(AT);
    const { call, key } = await memoryApiWithTenant("manage", { now: () => nowMs });
    const make = async (by: string) => (await call("POST /api/v1/subscriptions", { key: by, body: hook })).body.id;
    const send = (by: string) => call("POST /api/v1/events", { key: by, body: { type: "a", data: {} } });
    const id = await make(key);
    await send(key);
    await call("DELETE /api/v1/subscriptions/{id}", { key, id });
    await call("DELETE /api/v1/tenants/{id}", { key: ADMIN, id: "acme" });
    nowMs += 1000;
    await call("POST /api/v1/tenants", { key: ADMIN, body: { id: "acme", name: "Acme" } });
    const made = await call("POST /api/v1/tenants/{id}/api-keys", {
      key: ADMIN,
      id: "acme",
      body: { name: "k", role: "manage" },
    });
    const second = await make(made.body.key);
    const event = (await send(made.body.key)).body.id;
    const log = await call("GET /api/v1/events/{id}/deliveries", { key: made.body.key, id: event });
    expect(log.body.data.map(({ subscriptionId }: { subscriptionId: string }) => subscriptionId)).toEqual([second]);
  });

  it("lists a tenant's keys, oldest first, never their text", async () => {
    let nowMs = Date.parse(AT);
    const { call } = await memoryApiWithTenant("read", { now: () => nowMs });
    nowMs++;
    const made = await call("POST /api/v1/tenants/{id}/api-keys", { key: ADMIN, id: "acme" });
    expect([made.status, made.body]).toMatchObject([201, { name: "default", role: "manage" }]);
    const { key: _text, ...second } = made.body;
    const list = async (query: Record<string, string> = {}) =>
      (await call("GET /api/v1/tenants/{id}/api-keys", { key: ADMIN, id: "acme", query })).body;
    const { data, next } = await list();
    expect([data, next]).toEqual([[expect.objectContaining({ role: "read", createdAt: AT }), second], null]);
    expect(Object.keys(data[0])).toEqual(["id", "name", "role", "createdAt"]);
    const first = await list({ limit: "1" });
    expect(await list({ limit: "1", after: first.next })).toEqual({ data: [second], next: null });
  });

  it("revokes a key, which has no access from then on", async () => {
    const { call, key, otherKey } = await memoryApiWithTenant();
    const { data } = (await call("GET /api/v1/tenants/{id}/api-keys", { key: ADMIN, id: "acme" })).body;
    const revoke = (tenant: string) =>
      call("DELETE /api/v1/tenants/{id}/api-keys/{keyId}", { key: ADMIN, id: tenant, params: { keyId: data[0].id } });
    expect((await revoke("other")).status).toBe(404);
    expect((await call("GET /api/v1/subscriptions", { key })).status).toBe(200);
    expect((await revoke("acme")).status).toBe(204);
    expect((await call("GET /api/v1/subscriptions", { key })).status).toBe(401);
    expect((await revoke("acme")).status).toBe(404);
    expect((await call("GET /api/v1/subscriptions", { key: otherKey })).status).toBe(200);
  });

  it.each([
    ["GET /api/v1/tenants/{id}"],
    ["PATCH /api/v1/tenants/{id}"],
    ["DELETE /api/v1/tenants/{id}"],
    ["GET /api/v1/tenants/{id}/api-keys"],
    ["POST /api/v1/tenants/{id}/api-keys"],
  ])("finds no unknown tenant: %s", async (route) => {
    const { call } = memoryApi();
    expect((await call(route, { key: ADMIN, id: "nobody", body: { name: "N" } })).status).toBe(404);
  });
});

it.each([
  "GET /api/v1/tenants",
  "GET /api/v1/tenants/{id}",
  "PATCH /api/v1/tenants/{id}",
  "DELETE /api/v1/tenants/{id}",
  "GET /api/v1/tenants/{id}/api-keys",
  "DELETE /api/v1/tenants/{id}/api-keys/{keyId}",
])("a tenant's key gives no access to %s", async (route) => {
  const { call, key, world } = await memoryApiWithTenant();
  const keyId = world.apiKeys.values()[0]?.id ?? "";
  expect((await call(route, { key, id: "acme", params: { keyId }, body: { name: "N" } })).status).toBe(403);
  expect([world.tenants.values().length, world.apiKeys.values().length]).toEqual([2, 2]);
});
