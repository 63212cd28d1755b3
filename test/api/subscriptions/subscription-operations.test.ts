import { describe, expect, it } from "vitest";
import { AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const hook = { url: "https://receiver.example/hook", events: ["invoice.*"] };

describe("a subscription", () => {
  it.each(["POST /api/v1/subscriptions", "POST /api/v1/webhooks"])(
    "is made by %s, its secret shown once",
    async (route) => {
      const { call, key, world } = await memoryApiWithTenant();
      const { status, body } = await call(route, { key, body: hook });
      expect(status).toBe(201);
      const { secret, ...shown } = body;
      expect(secret).toMatch(/^whsec_/);
      expect(shown).toEqual({
        id: expect.stringMatching(/^sub_/),
        ...hook,
        dialect: "standard",
        headers: {},
        timeoutSeconds: 30,
        maxRetries: 3,
        verifyTls: true,
        active: true,
        metadata: {},
        createdAt: AT,
        updatedAt: AT,
      });
      expect((await call("GET /api/v1/subscriptions/{id}", { key, id: body.id })).body).toEqual({
        ...shown,
        health: { state: "healthy" },
      });
      expect([...world.secrets.values()]).toEqual([secret]);
    },
  );

  it("is refused above the tenant's limit, keeps no secret, and there is room again after a deletion", async () => {
    const { call, key, otherKey, world } = await memoryApiWithTenant("manage", { maxSubscriptions: 3 });
    const create = async (by = key) => call("POST /api/v1/subscriptions", { key: by, body: hook });
    const made = [await create(), await create(), await create()];
    const refused = await create();
    expect([...made, refused].map(({ status }) => status)).toEqual([201, 201, 201, 409]);
    expect(refused.body.detail).toMatch(/has 3 subscriptions/);
    expect(world.secrets.size).toBe(3);
    expect((await create(otherKey)).status).toBe(201);
    await call("DELETE /api/v1/subscriptions/{id}", { key, id: made[0]?.body.id });
    expect((await create()).status).toBe(201);
  });

  it("is counted with the others only once a minute, far from the limit", async () => {
    let nowMs = Date.parse(AT);
    const { call, key, world } = await memoryApiWithTenant("manage", { now: () => nowMs });
    let counts = 0;
    world.faults.decide = (operation) => {
      if (operation === "listSubscriptions") counts++;
      return undefined;
    };
    for (let n = 0; n < 20; n++) await call("POST /api/v1/subscriptions", { key, body: hook });
    expect(counts).toBe(1);
    nowMs += 60_000;
    await call("POST /api/v1/subscriptions", { key, body: hook });
    expect(counts).toBe(2);
  });

  it("keeps the customer's own secret", async () => {
    const { call, key } = await memoryApiWithTenant();
    const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    expect((await call("POST /api/v1/subscriptions", { key, body: { ...hook, secret } })).body.secret).toBe(secret);
  });

  it("is changed by a patch, field by field, and null clears", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    const { id } = (await call("POST /api/v1/subscriptions", { key, body: { ...hook, name: "N", description: "D" } }))
      .body;
    const version = world.tenants.get("acme")?.version ?? 0;
    const { status, body } = await call("PATCH /api/v1/subscriptions/{id}", {
      key,
      id,
      body: { name: null, active: false },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, active: false, description: "D", url: hook.url });
    expect(body).not.toHaveProperty("name");
    expect(body.updatedAt > AT).toBe(true);
    expect(world.tenants.get("acme")?.version).toBe(version + 1);
  });

  it("that another request changes meanwhile keeps both changes", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    const { id } = (await call("POST /api/v1/subscriptions", { key, body: hook })).body;
    const patch = (body: object) => call("PATCH /api/v1/subscriptions/{id}", { key, id, body });
    await Promise.all([patch({ name: "N" }), patch({ description: "D" })]);
    expect(world.subscriptions.get(`acme/${id}`)).toMatchObject({ name: "N", description: "D" });
  });

  it("is deleted with its secret", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    const { id } = (await call("POST /api/v1/subscriptions", { key, body: hook })).body;
    expect((await call("DELETE /api/v1/subscriptions/{id}", { key, id })).status).toBe(204);
    expect((await call("GET /api/v1/subscriptions/{id}", { key, id })).status).toBe(404);
    expect((await call("DELETE /api/v1/subscriptions/{id}", { key, id })).status).toBe(404);
    expect(world.secrets.size).toBe(0);
  });

  it("leaves no secret behind when it can't be written", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    world.faults.failNext("createSubscription", { when: "before" });
    expect((await call("POST /api/v1/subscriptions", { key, body: hook })).status).toBe(503);
    expect(world.secrets.size).toBe(0);
  });

  it("keeps its secret when only the answer of its write is lost", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    world.faults.failNext("createSubscription", { when: "after" });
    expect((await call("POST /api/v1/subscriptions", { key, body: hook })).status).toBe(503);
    expect([world.subscriptions.values().length, world.secrets.size]).toEqual([1, 1]);
  });

  it("leaves no secret behind for long when the function dies before its row is written, or after it is deleted", async () => {
    let nowMs = Date.parse("2026-01-01T00:00:00Z");
    const { call, key, world } = await memoryApiWithTenant("manage", { now: () => nowMs });
    const create = () => call("POST /api/v1/subscriptions", { key, body: hook });
    world.faults.failNext("storeSecret", { when: "after" });
    expect((await create()).status).toBe(503);
    const { id } = (await create()).body;
    world.faults.failNext("forgetSecret", { when: "before" });
    expect((await call("DELETE /api/v1/subscriptions/{id}", { key, id })).status).toBe(204);
    expect([world.subscriptions.values().length, world.secrets.size]).toEqual([0, 2]);
    nowMs += 16 * 60_000;
    expect((await create()).status).toBe(201);
    expect([world.secrets.size, world.secretIntents.values().length]).toEqual([1, 0]);
  });

  it.each([
    ["forgetSecret", "secret", {}],
    ["readLog", "stream", { url: undefined, pull: true }],
  ] as const)(
    "is deleted although %s fails, and the log names what was left behind",
    async (operation, what, fields) => {
      const { call, key, world, lines } = await memoryApiWithTenant();
      const { id, secret } = (await call("POST /api/v1/subscriptions", { key, body: { ...hook, ...fields } })).body;
      world.faults.failNext(operation, { when: "before" });
      expect((await call("DELETE /api/v1/subscriptions/{id}", { key, id })).status).toBe(204);
      expect(world.subscriptions.values()).toEqual([]);
      const message = `a deleted subscription's ${what} was left behind`;
      const error = expect.objectContaining({ name: "PipelineFault" });
      expect(lines).toEqual([{ level: "ERROR", message, id, error }]);
      expect(JSON.stringify(lines)).not.toContain(secret);
    },
  );

  it("that can't be written is refused with the first failure, even if its secret can't be deleted either", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    world.faults.failNext("createSubscription", { when: "before" });
    world.faults.failNext("forgetSecret", { when: "before" });
    expect((await call("POST /api/v1/subscriptions", { key, body: hook })).status).toBe(503);
    expect([world.subscriptions.values().length, world.secrets.size]).toEqual([0, 1]);
  });

  it.each(["listIntents", "forgetSecret"] as const)("is created although %s fails for an orphan", async (operation) => {
    let nowMs = Date.parse("2026-01-01T00:00:00Z");
    const { call, key, world, lines } = await memoryApiWithTenant("manage", { now: () => nowMs });
    world.faults.failNext("storeSecret", { when: "after" });
    await call("POST /api/v1/subscriptions", { key, body: hook });
    nowMs += 16 * 60_000;
    const before = lines.length;
    world.faults.failNext(operation, { when: "before" });
    expect((await call("POST /api/v1/subscriptions", { key, body: hook })).status).toBe(201);
    const message = "secrets without a subscription were left behind";
    const error = expect.objectContaining({ name: "PipelineFault" });
    expect(lines.slice(before)).toEqual([{ level: "ERROR", message, error }]);
  });

  it("is in the tenant's list, page by page", async () => {
    const { call, key } = await memoryApiWithTenant();
    const made = [];
    for (let i = 0; i < 3; i++) made.push((await call("POST /api/v1/subscriptions", { key, body: hook })).body.id);
    const first = (await call("GET /api/v1/subscriptions", { key, query: { limit: "2" } })).body;
    const second = (await call("GET /api/v1/subscriptions", { key, query: { limit: "2", after: first.next } })).body;
    expect([first.data.length, second.data.length, second.next]).toEqual([2, 1, null]);
    expect([...first.data, ...second.data].map((s: { id: string }) => s.id)).toEqual(made.toSorted());
  });
});

describe("a subscription is rejected, and nothing is changed,", () => {
  it.each([
    ["without a URL", { url: undefined }, "/url"],
    ["with an invalid URL", { url: "receiver" }, "/url"],
    ["over plain http", { url: "http://receiver.example/" }, "/url"],
    ["for an address that is not public", { url: "https://169.254.169.254/latest" }, "/url"],
    ["for loopback in disguise", { url: "https://0x7f.1/" }, "/url"],
    ["without events", { events: [] }, "/events"],
    ["with a wildcard in the middle", { events: ["a", "a.*.b"] }, "/events/1"],
    ["with an unknown dialect", { dialect: "morse" }, "/dialect"],
    ["with a secret in another form", { secret: "hunter2" }, "/secret"],
    ["with a header that frames the message", { headers: { "Content-Length": "1" } }, "/headers/Content-Length"],
    ["with a header of the dialect", { headers: { "Webhook-Id": "1" } }, "/headers/Webhook-Id"],
    ["with a header that breaks the line", { headers: { "X-A": "a\r\nb: c" } }, "/headers/X-A"],
    ["with a time limit over the ceiling", { timeoutSeconds: 301 }, "/timeoutSeconds"],
    ["with a time limit of 0", { timeoutSeconds: 0 }, "/timeoutSeconds"],
    ["with too many retries", { maxRetries: 11 }, "/maxRetries"],
    ["with half a retry", { maxRetries: 0.5 }, "/maxRetries"],
    ["without TLS verification", { verifyTls: false }, "/verifyTls"],
    ["with an unknown field", { colour: "red" }, "/colour"],
    ["with metadata that is not a string", { metadata: { a: 1 } }, "/metadata/a"],
  ])("%s", async (_case, fields, path) => {
    const { call, key, world } = await memoryApiWithTenant();
    const { status, body } = await call("POST /api/v1/subscriptions", { key, body: { ...hook, ...fields } });
    expect([status, body.errors[0]?.path]).toEqual([422, path]);
    expect([world.subscriptions.values().length, world.secrets.size]).toEqual([0, 0]);
  });

  it.each([
    [{}, ""],
    [{ url: "https://10.0.0.1/" }, "/url"],
    [{ secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }, "/secret"],
    [{ id: "sub_1" }, "/id"],
    [{ events: null }, "/events"],
  ])("patched with %j", async (patch, path) => {
    const { call, key } = await memoryApiWithTenant();
    const made = (await call("POST /api/v1/subscriptions", { key, body: hook })).body;
    const { status, body } = await call("PATCH /api/v1/subscriptions/{id}", { key, id: made.id, body: patch });
    expect([status, body.errors[0]?.path]).toEqual([422, path]);
    const now = (await call("GET /api/v1/subscriptions/{id}", { key, id: made.id })).body;
    expect({ ...now, secret: made.secret, health: undefined }).toEqual(made);
  });

  it("when the body is not JSON", async () => {
    const { call, key } = await memoryApiWithTenant();
    expect((await call("POST /api/v1/subscriptions", { key, body: "{" })).status).toBe(400);
  });
});
