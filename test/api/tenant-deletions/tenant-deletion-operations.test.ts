import { expect, it } from "vitest";
import { ADMIN, AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

type Api = Awaited<ReturnType<typeof memoryApiWithTenant>>;

const remove = ({ call }: Api, id: string) => call("DELETE /api/v1/tenants/{id}", { key: ADMIN, id });
const idIn = ({ headers }: Awaited<ReturnType<typeof remove>>): string =>
  String(headers.location).replace("/api/v1/tenant-deletions/", "");

it("deleting a tenant names the deletion that erases what it had", async () => {
  const api = await memoryApiWithTenant();
  const deleted = await remove(api, "acme");
  expect(deleted).toMatchObject({ status: 204, text: "" });
  const shown = await api.call("GET /api/v1/tenant-deletions/{id}", { key: ADMIN, id: idIn(deleted) });
  expect(shown).toMatchObject({ status: 200 });
  expect(shown.body).toEqual({
    id: expect.stringMatching(/^tdl_/),
    tenantId: "acme",
    state: "waiting",
    erased: { events: 0, deliveries: 0 },
    createdAt: AT,
    updatedAt: AT,
  });
});

it("lists deletions newest first, page by page", async () => {
  const api = await memoryApiWithTenant();
  const ids = [idIn(await remove(api, "acme")), idIn(await remove(api, "other"))].sort().reverse();
  const list = async (query: Record<string, string>) =>
    (await api.call("GET /api/v1/tenant-deletions", { key: ADMIN, query })).body;
  const first = await list({ limit: "1" });
  expect([first.data[0].id, first.next]).toEqual([ids[0], ids[0]]);
  const second = await list({ limit: "1", after: first.next });
  expect([second.data[0].id, second.next]).toEqual([ids[1], null]);
});

it("finds no unknown deletion, and shows tenants none", async () => {
  const { call, key } = await memoryApiWithTenant();
  const id = "tdl_01JJYB4S4T0W8E3T8Q2V5Z6N7P";
  expect((await call("GET /api/v1/tenant-deletions/{id}", { key: ADMIN, id })).status).toBe(404);
  expect((await call("GET /api/v1/tenant-deletions/{id}", { key, id })).status).toBe(403);
  expect((await call("GET /api/v1/tenant-deletions", { key })).status).toBe(403);
});

it("deletes a tenant even if the erasure can't be queued, because recover queues it later", async () => {
  const api = await memoryApiWithTenant();
  api.world.faults.failNext("sendDeletionSlice", { when: "before" });
  expect((await remove(api, "acme")).status).toBe(204);
  expect(api.world.tenantDeletions.values()).toMatchObject([{ tenantId: "acme", state: "waiting" }]);
});
