import { expect, it } from "vitest";
import { ADMIN, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const hook = { url: "https://receiver.example/hook", events: ["*"] };

async function withDefault(maxRetries: number | null) {
  const api = await memoryApiWithTenant();
  const change = (body: unknown) => api.call("PATCH /api/v1/tenants/{id}", { key: ADMIN, id: "acme", body });
  const answer = await change({ maxRetries });
  const create = async (more: object = {}) =>
    (await api.call("POST /api/v1/subscriptions", { key: api.key, body: { ...hook, ...more } })).body;
  return { ...api, change, answer, create };
}

it("a tenant's default is the number of retries of subscriptions that set none", async () => {
  const { answer, create, change } = await withDefault(7);
  expect([answer.status, answer.body.maxRetries]).toEqual([200, 7]);
  expect((await create()).maxRetries).toBe(7);
  expect((await create({ dialect: "tenant" })).maxRetries).toBe(7);
  expect((await create({ maxRetries: 1 })).maxRetries).toBe(1);
  expect((await change({ maxRetries: null })).body).not.toHaveProperty("maxRetries");
  expect((await create()).maxRetries).toBe(3);
});

it("a tenant's default of none counts, and null in a patch restores the default", async () => {
  const { create, call, key } = await withDefault(0);
  const { id, maxRetries } = await create();
  expect(maxRetries).toBe(0);
  const patch = (body: object) => call("PATCH /api/v1/subscriptions/{id}", { key, id, body });
  expect((await patch({ maxRetries: 5 })).body.maxRetries).toBe(5);
  expect((await patch({ maxRetries: null })).body.maxRetries).toBe(0);
});

it.each([11, -1, 1.5, "3"])("the default %j is rejected", async (maxRetries) => {
  const { call } = await memoryApiWithTenant();
  const body = { name: "B", maxRetries };
  const answer = await call("POST /api/v1/tenants", { key: ADMIN, body });
  expect([answer.status, answer.body.errors[0].path]).toEqual([422, "/maxRetries"]);
});
