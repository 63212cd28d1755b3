import { describe, expect, it } from "vitest";
import { ADMIN, AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";
import { memoryTenantEraser } from "../../support/memory/memory-deletions.ts";

const HOOK = { url: "https://receiver.example/hook", events: ["*"] };

async function auditing() {
  let nowMs = Date.parse(AT);
  const api = await memoryApiWithTenant("manage", { now: () => ++nowMs });
  const { call, key, world } = api;
  const list = (query: Record<string, string> = {}, caller = ADMIN) =>
    call("GET /api/v1/audit", { key: caller, query });
  const actions = async (query: Record<string, string> = {}, caller = ADMIN): Promise<string[]> =>
    (await list(query, caller)).body.data.map(({ action }: { action: string }) => action);
  const subscribe = async (caller = key) =>
    (await call("POST /api/v1/subscriptions", { key: caller, body: HOOK })).body.id as string;
  return { ...api, list, actions, subscribe, count: () => world.audit.values().length };
}

describe("a change that isn't made leaves no entry", () => {
  it.each<[string, number, string, object]>([
    [
      "another state",
      412,
      "PATCH /api/v1/subscriptions/{id}",
      { headers: { "if-match": '"old"' }, body: { name: "n" } },
    ],
    ["another state", 412, "DELETE /api/v1/subscriptions/{id}", { headers: { "if-match": '"old"' } }],
    ["a forbidden field", 422, "PATCH /api/v1/subscriptions/{id}", { body: { url: "http://127.0.0.1/" } }],
    ["a forbidden field", 422, "POST /api/v1/subscriptions", { body: { ...HOOK, url: "http://127.0.0.1/" } }],
    ["an unknown replay", 404, "POST /api/v1/replays/{id}/pause", {}],
    ["a missing subscription", 404, "GET /api/v1/subscriptions/{id}/secret", { id: "sub_01ARZ3NDEKTSV4RRFFQ69G5FAV" }],
    ["a taken id", 409, "POST /api/v1/tenants", { key: ADMIN, body: { id: "acme", name: "n" } }],
    ["an unknown tenant", 404, "PATCH /api/v1/tenants/{id}", { key: ADMIN, id: "nobody", body: { name: "n" } }],
    ["subscriptions", 409, "DELETE /api/v1/tenants/{id}", { key: ADMIN, id: "acme" }],
    ["a built-in type", 409, "DELETE /api/v1/event-types/{id}", { key: ADMIN, id: "posthorn.filter.too-slow" }],
    ["a key of nobody", 404, "DELETE /api/v1/operator-keys/{id}", { key: ADMIN, id: "operator-0123456789abcdef" }],
    ["a tenant's key", 403, "POST /api/v1/event-types", { body: { name: "t" } }],
  ])("because of %s: %i %s", async (_why, status, route, fields) => {
    const { call, key, subscribe, count } = await auditing();
    const id = await subscribe();
    const before = count();
    expect((await call(route, { key, id, ...fields })).status).toBe(status);
    expect(count()).toBe(before);
  });

  it("because the table fails", async () => {
    const { call, key, subscribe, count, world } = await auditing();
    const id = await subscribe();
    const before = count();
    world.faults.failNext("replaceSubscription", { when: "before" });
    expect((await call("PATCH /api/v1/subscriptions/{id}", { key, id, body: { name: "n" } })).status).toBe(503);
    expect(count()).toBe(before);
  });
});

describe("the list of changes", () => {
  it("shows a tenant's key its own tenant's entries only", async () => {
    const { list, actions, subscribe, key, otherKey } = await auditing();
    const id = await subscribe();
    await subscribe(otherKey);
    expect(await actions({}, key)).toEqual(["createSubscription", "createApiKey", "createTenant"]);
    expect(await actions({ tenantId: "acme", resourceId: id }, key)).toEqual(["createSubscription"]);
    expect(await actions({ resourceId: id }, otherKey)).toEqual([]);
    const { status, body } = await list({ tenantId: "other" }, key);
    expect([status, body.errors[0].path]).toEqual([403, "/tenantId"]);
  });

  it("shows the operator all entries, and names the key that acted for a tenant", async () => {
    const { call, list, actions } = await auditing();
    const headers = { "posthorn-tenant": "acme" };
    const { id } = (await call("POST /api/v1/subscriptions", { key: ADMIN, headers, body: HOOK })).body;
    expect((await list({ resourceId: id })).body).toEqual({
      data: [expect.objectContaining({ tenantId: "acme", actor: { kind: "key", keyId: "admin" } })],
      next: null,
    });
    expect(await actions({ tenantId: "nobody" })).toEqual([]);
    expect(await actions({ resourceType: "api-key" })).toEqual(["createApiKey", "createApiKey"]);
    expect(await actions({ action: "createTenant" })).toEqual(["createTenant", "createTenant"]);
    expect(await actions({ actor: "admin", tenantId: "other" })).toEqual(["createApiKey", "createTenant"]);
    expect(await actions({ actor: "acme-00000000" })).toEqual([]);
    expect(await actions({ until: AT })).toEqual([]);
    expect(await actions({ since: AT, limit: "2" })).toHaveLength(2);
  });

  it.each([
    [{ tenantId: "a b" }, "/tenantId"],
    [{ since: "yesterday" }, "/since"],
    [{ until: "2026" }, "/until"],
    [{ action: "" }, "/action"],
    [{ resourceType: "thing" }, "/resourceType"],
    [{ actor: "x".repeat(201) }, "/actor"],
    [{ after: "rubbish" }, "/after"],
    [{ limit: "0" }, "/limit"],
    [{ by: "me" }, "/by"],
  ])("rejects %o", async (query, path) => {
    const { list } = await auditing();
    const { status, body } = await list(query as Record<string, string>);
    expect([status, body.errors[0].path]).toEqual([422, path]);
  });

  it("needs a key that may read", async () => {
    const { call, list } = await auditing();
    const keyOf = async (role: string) =>
      (await call("POST /api/v1/operator-keys", { key: ADMIN, body: { role } })).body.key as string;
    expect((await list({}, await keyOf("producer"))).status).toBe(403);
    expect((await list({}, await keyOf("read"))).status).toBe(200);
    expect((await call("GET /api/v1/audit")).status).toBe(401);
  });
});

describe("an entry", () => {
  it("is written once for a request that is repeated with its Idempotency-Key", async () => {
    const { call, key, actions } = await auditing();
    const headers = { "idempotency-key": "k" };
    for (const _ of [1, 2]) await call("POST /api/v1/subscriptions", { key, headers, body: HOOK });
    expect(await actions({ action: "createSubscription" })).toEqual(["createSubscription"]);
  });

  it("leaves out a field that is too large", async () => {
    const { call, list } = await auditing();
    const example = { text: "x".repeat(20_000) };
    await call("POST /api/v1/event-types", { key: ADMIN, body: { name: "large", example } });
    const [entry] = (await list({ resourceId: "large" })).body.data;
    expect(entry.after).toMatchObject({ name: "large", example: "(left out: 20011 bytes)" });
  });

  it("is erased with its tenant's other entries, but for the deletion's own", async () => {
    const { world, actions, call } = await auditing();
    expect((await call("DELETE /api/v1/tenants/{id}", { key: ADMIN, id: "other" })).status).toBe(204);
    const [deletion] = world.tenantDeletions.values();
    if (deletion) await memoryTenantEraser(world).audit(deletion);
    expect(await actions({ resourceId: "other" })).toEqual(["deleteTenant"]);
    expect(await actions({ tenantId: "other" })).toEqual([]);
  });

  it("that can't be written after its change is in the function's log, and the request succeeds", async () => {
    const { call, key, subscribe, world, lines, actions } = await auditing();
    const id = await subscribe();
    const { id: delivery } = (await call("POST /api/v1/subscriptions/{id}/test", { key, id })).body;
    world.faults.failNext("appendAudit", { when: "before" });
    expect((await call("POST /api/v1/deliveries/{id}/retry", { key, id: delivery })).status).toBe(202);
    expect(await actions({ action: "retryDelivery" })).toEqual([]);
    expect(lines).toContainEqual(
      expect.objectContaining({
        message: "a change is missing in the audit log",
        action: "retryDelivery",
        resource: { type: "delivery", id: delivery },
      }),
    );
  });
});
