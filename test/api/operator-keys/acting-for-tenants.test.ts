import { describe, expect, it } from "vitest";
import type { Role } from "../../../lib/core/model/api-key.ts";
import { ADMIN, AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const hook = { url: "https://receiver.example/hook", events: ["*"] };
const as = (tenant: string, more: Record<string, string> = {}) => ({ headers: { "posthorn-tenant": tenant, ...more } });

/** The API with two tenants, and an operator key. */
async function withOperatorKey(role: Role = "manage") {
  let nowMs = Date.parse(AT);
  const made = await memoryApiWithTenant("manage", { now: () => nowMs });
  const create = async (body: object) => (await made.call("POST /api/v1/operator-keys", { key: ADMIN, body })).body;
  const { key: operator, id: operatorId } = await create({ role });
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { ...made, create, operator, operatorId, pass };
}

describe.each(["operator key", "admin key"])("the operator's %s", (kind) => {
  const setUp = async () => {
    const made = await withOperatorKey();
    return { ...made, key: kind === "admin key" ? ADMIN : made.operator, tenantKey: made.key };
  };

  it("acts for the tenant that the header names, and no other", async () => {
    const { call, key, tenantKey, otherKey } = await setUp();
    const made = await call("POST /api/v1/subscriptions", { key, body: hook, ...as("acme") });
    expect(made.status).toBe(201);
    const list = async (fields: object) => (await call("GET /api/v1/subscriptions", fields)).body.data.length;
    expect([await list({ key: tenantKey }), await list({ key: otherKey })]).toEqual([1, 0]);
    expect([await list({ key, ...as("acme") }), await list({ key, ...as("other") })]).toEqual([1, 0]);
    const read = (tenant: string) => call("GET /api/v1/subscriptions/{id}", { key, id: made.body.id, ...as(tenant) });
    expect([(await read("acme")).status, (await read("other")).status]).toEqual([200, 404]);
  });

  it("sends events for the tenant, and reads them in its log", async () => {
    const { call, key, tenantKey, otherKey } = await setUp();
    const sent = await call("POST /api/v1/events", { key, body: { type: "a", data: 1, id: "e" }, ...as("acme") });
    expect(sent.status).toBe(202);
    const read = (fields: object) => call("GET /api/v1/events/{id}", { id: "e", ...fields });
    expect((await read({ key, ...as("acme") })).status).toBe(200);
    expect([(await read({ key: tenantKey })).status, (await read({ key: otherKey })).status]).toEqual([200, 404]);
  });

  it.each(["GET /api/v1/subscriptions", "POST /api/v1/events", "GET /api/v1/events"])(
    "must name a tenant in %s",
    async (route) => {
      const { call, key } = await setUp();
      for (const fields of [{}, as("")]) {
        const { status, body } = await call(route, { key, body: { type: "a", data: 1 }, ...fields });
        expect([status, body.errors[0].path]).toEqual([403, "/headers/posthorn-tenant"]);
        expect(body.detail).toContain("posthorn-tenant");
      }
    },
  );

  it.each(["nobody", "a#b", "acme,acme", " acme", "x".repeat(5000), "__proto__"])(
    "can't act for %j",
    async (tenant) => {
      const { call, key, world } = await setUp();
      for (const route of ["GET /api/v1/subscriptions", "POST /api/v1/events"]) {
        const { status, body } = await call(route, { key, body: { type: "a", data: 1 }, ...as(tenant) });
        expect([status, body.errors[0].path]).toEqual([404, "/headers/posthorn-tenant"]);
      }
      expect(world.events.values()).toEqual([]);
    },
  );

  it("can't act for a tenant that was deleted", async () => {
    const { call, key } = await setUp();
    const list = () => call("GET /api/v1/subscriptions", { key, ...as("other") });
    expect((await list()).status).toBe(200);
    expect((await call("DELETE /api/v1/tenants/{id}", { key, id: "other" })).status).toBe(204);
    expect((await list()).status).toBe(404);
    expect((await call("POST /api/v1/events", { key, body: { type: "a", data: 1 }, ...as("other") })).status).toBe(404);
  });

  it("may use an Idempotency-Key for several tenants", async () => {
    const { call, key } = await setUp();
    const create = (tenant: string) =>
      call("POST /api/v1/subscriptions", { key, body: hook, ...as(tenant, { "idempotency-key": "k" }) });
    const [acme, other, again] = [await create("acme"), await create("other"), await create("acme")];
    expect([acme.status, other.status, again.body.id]).toEqual([201, 201, acme.body.id]);
    expect(other.body.id).not.toBe(acme.body.id);
    expect(other.body.secret).not.toBe(acme.body.secret);
    const send = (tenant: string) =>
      call("POST /api/v1/events", { key, body: { type: "a", data: 1 }, ...as(tenant, { "idempotency-key": "k" }) });
    expect([(await send("acme")).body.duplicate, (await send("other")).body.duplicate]).toEqual([false, false]);
  });

  it("is named as the reader of a secret", async () => {
    const { call, key, operatorId } = await setUp();
    const { id } = (await call("POST /api/v1/subscriptions", { key, body: hook, ...as("acme") })).body;
    await call("GET /api/v1/subscriptions/{id}/secret", { key, id, ...as("acme") });
    const { body } = await call("GET /api/v1/subscriptions/{id}", { key, id, ...as("acme") });
    expect(body.secretShown.keyId).toBe(kind === "admin key" ? "admin" : operatorId);
  });

  it("reads the rows of a request in one call", async () => {
    const { call, key, world } = await setUp();
    const calls: string[] = [];
    world.faults.decide = (operation) => {
      calls.push(operation);
      return undefined;
    };
    await call("POST /api/v1/events", { key, body: { type: "a", data: 1, id: "e" }, ...as("acme") });
    expect(calls.filter((operation) => operation === "admit")).toHaveLength(1);
  });
});

describe("an operator key", () => {
  it("looks different from a tenant's key, and is stored as a digest", async () => {
    const { operator, operatorId, key, world } = await withOperatorKey();
    expect([operator, key]).toEqual([expect.stringMatching(`^pho_${operatorId}_`), expect.stringMatching(/^ph_acme-/)]);
    expect(JSON.stringify(world.operatorKeys.values())).not.toContain(operator.split("_").at(-1));
  });

  it("that may only read changes nothing, for a tenant or for the operator", async () => {
    const { call, operator: key, world } = await withOperatorKey("read");
    const rows = () =>
      [world.tenants, world.apiKeys, world.subscriptions]
        .flatMap((shelf) => shelf.values().map((row) => JSON.stringify(row)))
        .sort();
    const before = rows();
    const refused = [
      await call("POST /api/v1/subscriptions", { key, body: hook, ...as("acme") }),
      await call("POST /api/v1/events", { key, body: { type: "a", data: 1 }, ...as("acme") }),
      await call("POST /api/v1/tenants", { key, body: { name: "N" } }),
      await call("PATCH /api/v1/tenants/{id}", { key, id: "acme", body: { name: "N" } }),
      await call("DELETE /api/v1/tenants/{id}", { key, id: "acme" }),
      await call("POST /api/v1/tenants/{id}/api-keys", { key, id: "acme" }),
      await call("POST /api/v1/event-types", { key, body: { name: "a" } }),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
    for (const { body } of refused) expect(body.detail).toContain("`manage`");
    expect(rows()).toEqual(before);
    const read = await call("GET /api/v1/subscriptions", { key, ...as("acme") });
    expect([read.status, (await call("GET /api/v1/tenants", { key })).status]).toEqual([200, 200]);
  });

  it.each([
    ["producer", "GET /api/v1/subscriptions"],
    ["read", "POST /api/v1/events"],
  ] as const)("with the role %s can't learn from %s whether a tenant exists", async (role, route) => {
    const { call, operator: key } = await withOperatorKey(role);
    const ask = (tenant: string) => call(route, { key, body: { type: "a", data: 1 }, ...as(tenant) });
    const [known, unknown] = [await ask("acme"), await ask("nobody")];
    expect([known.status, unknown.status, unknown.text]).toEqual([403, 403, known.text]);
  });

  it("that may only send events sends them, and reads nothing", async () => {
    const { call, operator: key } = await withOperatorKey("producer");
    const sent = await call("POST /api/v1/events", { key, body: { type: "a", data: 1 }, ...as("acme") });
    expect(sent.status).toBe(202);
    for (const route of ["GET /api/v1/events", "GET /api/v1/tenants", "GET /api/v1/event-types"]) {
      const { status, body } = await call(route, { key, ...as("acme") });
      expect([status, body.detail]).toEqual([403, expect.stringContaining("`producer`")]);
    }
  });

  it("manages tenants, but no operator keys", async () => {
    const { call, operator: key, operatorId } = await withOperatorKey();
    expect((await call("POST /api/v1/tenants", { key, body: { name: "N" } })).status).toBe(201);
    for (const [route, id] of [
      ["GET /api/v1/operator-keys", undefined],
      ["POST /api/v1/operator-keys", undefined],
      ["DELETE /api/v1/operator-keys/{id}", operatorId],
      ["DELETE /api/v1/admin-key/previous", undefined],
    ] as const) {
      const { status, body } = await call(route, { key, ...(id && { id }) });
      expect([status, body.detail]).toEqual([403, expect.stringContaining("admin key")]);
    }
  });

  it("stops working when it is revoked", async () => {
    const { call, operator: key, operatorId } = await withOperatorKey();
    const list = () => call("GET /api/v1/subscriptions", { key, ...as("acme") });
    expect((await list()).status).toBe(200);
    const revoke = () => call("DELETE /api/v1/operator-keys/{id}", { key: ADMIN, id: operatorId });
    expect([(await revoke()).status, (await revoke()).status]).toEqual([204, 404]);
    expect((await list()).status).toBe(401);
    expect((await call("GET /api/v1/tenants", { key })).status).toBe(401);
  });

  it("with a wrong secret is like an unknown key, with and without a tenant", async () => {
    const { call, operator } = await withOperatorKey();
    const key = operator.slice(0, -1) + (operator.endsWith("0") ? "1" : "0");
    for (const route of ["GET /api/v1/subscriptions", "POST /api/v1/events", "GET /api/v1/tenants"]) {
      for (const headers of [{}, as("acme").headers, as("nobody").headers]) {
        expect((await call(route, { key, headers, body: { type: "a", data: 1 } })).status).toBe(401);
      }
    }
  });

  it("is listed without the key itself", async () => {
    const { call, create, operatorId, operator, pass } = await withOperatorKey();
    pass(1000);
    const second = await create({ name: "crm", role: "read", expiresAt: "2027-01-01T01:00:00+01:00" });
    const { text, body } = await call("GET /api/v1/operator-keys", { key: ADMIN });
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([operatorId, second.id]);
    expect(body.data[1]).toMatchObject({ name: "crm", role: "read", expiresAt: "2027-01-01T00:00:00.000Z" });
    for (const key of [operator, second.key]) expect(text).not.toContain(key.split("_").at(-1));
  });
});

describe("a key that expires", () => {
  const expiresAt = "2026-01-01T00:00:01Z";

  it.each(["tenant", "operator"])("works until then, and is unknown afterwards (%s)", async (owner) => {
    const { call, create, pass } = await withOperatorKey();
    const tenants = await call("POST /api/v1/tenants/{id}/api-keys", { key: ADMIN, id: "acme", body: { expiresAt } });
    const made = owner === "tenant" ? tenants.body : await create({ expiresAt });
    expect(made.expiresAt).toBe("2026-01-01T00:00:01.000Z");
    const tries = () =>
      Promise.all(
        ["GET /api/v1/subscriptions", "POST /api/v1/events", "GET /api/v1/event-types"].map(
          async (route) => await call(route, { key: made.key, body: { type: "a", data: 1 }, ...as("acme") }),
        ),
      );
    pass(999);
    expect((await tries()).map(({ status }) => status)).toEqual([200, 202, 200]);
    pass(1);
    const unknown = await call("GET /api/v1/subscriptions", { key: "unknown" });
    for (const { status, text } of await tries()) expect([status, text]).toEqual([401, unknown.text]);
  });

  it.each([
    ["2025-12-31T23:59:59Z", "in the future"],
    ["tomorrow", "date-time"],
    [null, "string"],
    [1, "string"],
  ])("can't expire at %j", async (value, message) => {
    const { call, world } = await withOperatorKey();
    const body = { expiresAt: value };
    const answers = [
      await call("POST /api/v1/operator-keys", { key: ADMIN, body }),
      await call("POST /api/v1/tenants/{id}/api-keys", { key: ADMIN, id: "acme", body }),
    ];
    for (const answer of answers) {
      expect([answer.status, answer.body.errors[0].path]).toEqual([422, "/expiresAt"]);
      expect(answer.body.errors[0].message).toContain(message);
    }
    expect([world.operatorKeys.values().length, world.apiKeys.values().length]).toEqual([1, 2]);
  });
});
