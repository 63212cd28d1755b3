import { describe, expect, it } from "vitest";
import { deliveryId } from "../../../lib/core/ids.ts";
import { ADMIN, AT, memoryApi, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const IN_FIRST_RUN = { run: 0, attemptsBeforeRun: 0, trigger: "scheduled" } as const;

const hook = { url: "https://receiver.example/hook", events: ["invoice.*"] };

describe("tenants", () => {
  it("are made by the operator, under its own id or a new one", async () => {
    const { call } = memoryApi();
    const own = await call("POST /api/v1/tenants", { key: ADMIN, body: { name: "Acme", id: "acme" } });
    expect([own.status, own.body]).toEqual([201, { id: "acme", name: "Acme", createdAt: AT }]);
    const fresh = await call("POST /api/v1/tenants", { key: ADMIN, body: { name: "B" } });
    expect(fresh.body.id).toMatch(/^tnt_/);
  });

  it("have an id once", async () => {
    const { call } = memoryApi();
    await call("POST /api/v1/tenants", { key: ADMIN, body: { name: "A", id: "acme" } });
    const { status, body } = await call("POST /api/v1/tenants", { key: ADMIN, body: { name: "B", id: "acme" } });
    expect([status, body.errors]).toEqual([409, [{ path: "/id", message: "is taken" }]]);
  });

  it("that are none get no key", async () => {
    const { call, world } = memoryApi();
    const answer = await call("POST /api/v1/tenants/{id}/api-keys", { key: ADMIN, id: "nobody", body: {} });
    expect([answer.status, world.apiKeys.values().length]).toEqual([404, 0]);
  });

  it.each([
    ["no key", undefined, 401],
    ["a wrong admin key", "wrong", 401],
  ])("can't be made with %s", async (_case, key, status) => {
    const { call, world } = memoryApi();
    expect((await call("POST /api/v1/tenants", { key, body: { name: "A" } })).status).toBe(status);
    expect(world.tenants.values()).toEqual([]);
  });

  it("can't be made with a tenant's key", async () => {
    const { call, key } = await memoryApiWithTenant();
    expect((await call("POST /api/v1/tenants", { key, body: { name: "A" } })).status).toBe(403);
  });
});

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
      expect((await call("GET /api/v1/subscriptions/{id}", { key, id: body.id })).body).toEqual(shown);
      expect([...world.secrets.values()]).toEqual([secret]);
    },
  );

  it("keeps a secret that the customer brings", async () => {
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

  it("that was changed by another meanwhile is patched over that change", async () => {
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

  it("stands in the tenant's list, page by page", async () => {
    const { call, key } = await memoryApiWithTenant();
    const made = [];
    for (let i = 0; i < 3; i++) made.push((await call("POST /api/v1/subscriptions", { key, body: hook })).body.id);
    const first = (await call("GET /api/v1/subscriptions", { key, query: { limit: "2" } })).body;
    const second = (await call("GET /api/v1/subscriptions", { key, query: { limit: "2", after: first.next } })).body;
    expect([first.data.length, second.data.length, second.next]).toEqual([2, 1, null]);
    expect([...first.data, ...second.data].map((s: { id: string }) => s.id)).toEqual(made.toSorted());
  });
});

describe("a subscription is refused, and nothing changed,", () => {
  it.each([
    ["without a URL", { url: undefined }, "/url"],
    ["with a URL that is none", { url: "receiver" }, "/url"],
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
    ["with a time limit of nothing", { timeoutSeconds: 0 }, "/timeoutSeconds"],
    ["with too many retries", { maxRetries: 11 }, "/maxRetries"],
    ["with half a retry", { maxRetries: 0.5 }, "/maxRetries"],
    ["without TLS verification", { verifyTls: false }, "/verifyTls"],
    ["with an unknown field", { colour: "red" }, "/colour"],
    ["with metadata that is no text", { metadata: { a: 1 } }, "/metadata/a"],
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
    expect({ ...now, secret: made.secret }).toEqual(made);
  });

  it("when the body is no JSON", async () => {
    const { call, key } = await memoryApiWithTenant();
    expect((await call("POST /api/v1/subscriptions", { key, body: "{" })).status).toBe(400);
  });
});

describe("a key that may only", () => {
  it("read changes nothing", async () => {
    const { call, key } = await memoryApiWithTenant("read");
    expect((await call("POST /api/v1/subscriptions", { key, body: hook })).status).toBe(403);
    expect((await call("GET /api/v1/subscriptions", { key })).status).toBe(200);
  });

  it("produce sees nothing", async () => {
    const { call, key } = await memoryApiWithTenant("producer");
    expect((await call("GET /api/v1/subscriptions", { key })).status).toBe(403);
  });
});

describe("the log", () => {
  async function withEvent() {
    const tenant = await memoryApiWithTenant();
    const ids = ["sub_01J00000000000000000000001", "sub_01J00000000000000000000002"];
    const event = {
      id: "evt_1",
      tenantId: "acme",
      type: "a",
      occurredAt: AT,
      receivedAt: AT,
      digest: "d",
      data: '{"n":1.0}',
    };
    tenant.world.events.put("acme/evt_1", { ...event, subscriptionIds: ids }, AT);
    const [tried = "", untried = ""] = ids.map((id) => deliveryId("evt_1", id));
    const row = {
      id: tried,
      tenantId: "acme",
      subscriptionId: ids[0] ?? "",
      eventId: "evt_1",
      type: "a",
      state: "retrying" as const,
    };
    tenant.world.deliveries.put(
      tried,
      { ...row, ...IN_FIRST_RUN, attempts: 1, createdAt: AT, updatedAt: AT, nextAttemptAt: AT },
      AT,
    );
    const attempt = {
      number: 1,
      at: AT,
      url: hook.url,
      status: 500,
      failure: "http-500" as const,
      timings: { total: 5 },
      trigger: "scheduled" as const,
      excerpt: "no",
    };
    tenant.world.attempts.put(`${tried}/1`, { deliveryId: tried, attempt }, AT);
    return { ...tenant, tried, untried, attempt };
  }

  it("shows an event with its data as it came in", async () => {
    const { call, key } = await withEvent();
    const { status, text, body } = await call("GET /api/v1/events/{id}", { key, id: "evt_1" });
    expect([status, body.deliveries]).toEqual([200, 2]);
    expect(text).toContain('"data":{"n":1.0}}');
  });

  it("shows an event's deliveries, those not tried yet among them", async () => {
    const { call, key } = await withEvent();
    const { body } = await call("GET /api/v1/events/{id}/deliveries", { key, id: "evt_1" });
    expect(body.data).toMatchObject([
      { state: "retrying", attemptCount: 1 },
      { state: "pending", attemptCount: 0 },
    ]);
    expect(body.next).toBeNull();
  });

  it("shows a delivery with its attempts", async () => {
    const { call, key, tried, untried, attempt } = await withEvent();
    const shown = (await call("GET /api/v1/deliveries/{id}", { key, id: tried })).body;
    expect(shown).toMatchObject({ state: "retrying", nextAttemptAt: AT, attempts: [attempt] });
    const pending = (await call("GET /api/v1/deliveries/{id}", { key, id: untried })).body;
    expect(pending).toMatchObject({ state: "pending", attempts: [] });
  });

  it.each(["evt_2", "../x", "", "a b"])("has no event %j", async (id) => {
    const { call, key } = await withEvent();
    expect((await call("GET /api/v1/events/{id}", { key, id })).status).toBe(404);
  });

  it("refuses a page that is none", async () => {
    const { call, key } = await withEvent();
    const { status, body } = await call("GET /api/v1/events/{id}/deliveries", {
      key,
      id: "evt_1",
      query: { limit: "0", x: "1" },
    });
    expect(status).toBe(422);
    expect(body.errors.map((e: { path: string }) => e.path)).toEqual(["/limit", "/x"]);
  });
});

describe("another tenant's key", () => {
  it("finds none of a tenant's things", async () => {
    const { call, key, otherKey, world } = await memoryApiWithTenant();
    const { id } = (await call("POST /api/v1/subscriptions", { key, body: hook })).body;
    const event = {
      id: "evt_1",
      tenantId: "acme",
      type: "a",
      occurredAt: AT,
      receivedAt: AT,
      digest: "d",
      data: "1",
      subscriptionIds: [id],
    };
    world.events.put("acme/evt_1", event, AT);
    const delivery = deliveryId("evt_1", id);
    const row = {
      id: delivery,
      tenantId: "acme",
      subscriptionId: id,
      eventId: "evt_1",
      type: "a",
      state: "delivered" as const,
    };
    world.deliveries.put(delivery, { ...row, ...IN_FIRST_RUN, attempts: 1, createdAt: AT, updatedAt: AT }, AT);
    const reads: [string, string][] = [
      ["GET /api/v1/subscriptions/{id}", id],
      ["PATCH /api/v1/subscriptions/{id}", id],
      ["DELETE /api/v1/subscriptions/{id}", id],
      ["GET /api/v1/subscriptions/{id}/deliveries", id],
      ["GET /api/v1/events/{id}", "evt_1"],
      ["GET /api/v1/events/{id}/deliveries", "evt_1"],
      ["GET /api/v1/deliveries/{id}", delivery],
    ];
    for (const [route, thing] of reads) {
      const { status } = await call(route, { key: otherKey, id: thing, body: { name: "mine" } });
      expect([route, status]).toEqual([route, 404]);
    }
    expect((await call("GET /api/v1/subscriptions", { key: otherKey })).body.data).toEqual([]);
    expect(world.subscriptions.get(`acme/${id}`)?.name).toBeUndefined();
  });
});

describe("a fault of ours", () => {
  it("is 503, and says nothing of itself", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    world.faults.failNext("admit", { when: "before" });
    const { status, text } = await call("GET /api/v1/subscriptions", { key });
    expect(status).toBe(503);
    expect(text).not.toContain("injected");
  });

  it("of an unforeseen kind is 500, and says nothing of itself", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    world.faults.failNext("listSubscriptions", { when: "before", error: new Error("secret details") });
    const { status, text } = await call("GET /api/v1/subscriptions", { key });
    expect(status).toBe(500);
    expect(text).not.toContain("secret details");
  });
});
