import { Webhook } from "standardwebhooks";
import { describe, expect, it, vi } from "vitest";
import type { SendResult } from "../../../lib/core/delivery/outcome.ts";
import type { SendRequest } from "../../../lib/sending/sender.ts";
import { memoryApiWithTenant } from "../../support/memory/memory-api.ts";
import { memoryCatalogStore } from "../../support/memory/memory-catalog.ts";

const OWN = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** The API with a subscription of whose receiver the sender says `result`. */
async function subscribed(result: Partial<SendResult> = { status: 204 }, fields: object = {}) {
  const posts: SendRequest[] = [];
  const send = async (request: SendRequest): Promise<SendResult> => {
    posts.push(request);
    return { startedAtMs: Date.now(), timings: { total: 3 }, excerpt: "hello", ...result };
  };
  const api = await memoryApiWithTenant("manage", { sender: { send }, now: Date.now });
  const { call, key } = api;
  const body = { url: "https://receiver.example/hook", events: ["invoice.paid", "b.*"], ...fields };
  const { id, secret } = (await call("POST /api/v1/subscriptions", { key, body })).body;
  const test = (body?: unknown) => call("POST /api/v1/subscriptions/{id}/test", { key, id, body });
  return { ...api, posts, id, secret, test };
}

/** The same with a receiver that answers nobody until it is told to. */
async function hanging() {
  const posts: SendRequest[] = [];
  const { promise, resolve: answer } = Promise.withResolvers<void>();
  const send = async (request: SendRequest): Promise<SendResult> => {
    posts.push(request);
    await promise;
    return { startedAtMs: Date.now(), timings: { total: 3 }, excerpt: "", status: 204 };
  };
  const api = await memoryApiWithTenant("manage", { sender: { send }, now: Date.now });
  const body = { url: "https://receiver.example/hook", events: ["invoice.paid"] };
  const { id } = (await api.call("POST /api/v1/subscriptions", { key: api.key, body })).body;
  return { ...api, posts, id, answer };
}

const verify = (secret: string, request: SendRequest | undefined): unknown =>
  new Webhook(secret).verify(request?.body.toString() ?? "", request?.headers ?? {});

describe("a test send", () => {
  it("POSTs an example of the first event type, signed, and answers with the attempt", async () => {
    const { test, posts, secret, id } = await subscribed();
    const { status, body } = await test();
    expect(status).toBe(200);
    expect(posts).toHaveLength(1);
    expect(verify(secret, posts[0])).toMatchObject({ type: "invoice.paid", data: { test: true } });
    expect(body).toEqual({
      id: expect.stringMatching(new RegExp(`^dlv_${body.eventId.slice(4)}_`)),
      state: "delivered",
      type: "invoice.paid",
      eventId: posts[0]?.headers["webhook-id"],
      subscriptionId: id,
      attemptCount: 1,
      lastStatus: 204,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      test: true,
      run: 0,
      trigger: "test",
      attempt: {
        number: 1,
        at: expect.any(String),
        url: "https://receiver.example/hook",
        status: 204,
        timings: { total: 3 },
        trigger: "test",
        requestHeaders: posts[0]?.headers,
        bodyDigest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
        secretVersion: expect.any(String),
        excerpt: "hello",
      },
    });
  });

  it("is in the log, marked as a test, with its event and its attempt", async () => {
    const { test, call, key, id, world } = await subscribed();
    const { body } = await test();
    const delivery = (await call("GET /api/v1/deliveries/{id}", { key, id: body.id })).body;
    const { attempt, ...row } = body;
    expect(delivery).toEqual({ ...row, attempts: [attempt] });
    const list = (await call("GET /api/v1/subscriptions/{id}/deliveries", { key, id })).body.data;
    expect(list).toEqual([row]);
    const event = (await call("GET /api/v1/events/{id}", { key, id: body.eventId })).body;
    expect(event).toMatchObject({ type: "invoice.paid", test: true, deliveries: 1 });
    expect(world.events.values()).toHaveLength(1);
  });

  it.each<[string, Partial<SendResult>, string, RegExp]>([
    ["a 500", { status: 500 }, "http-500", /status 500/],
    ["a 410, which doesn't switch the subscription off,", { status: 410 }, "http-410", /doesn't want any more/],
    ["a connection that is refused", { status: undefined, failure: "connect" }, "connect", /server is down/],
  ])("that meets %s says so in plain words, and ends", async (_case, result, failure, words) => {
    const { test, posts, world } = await subscribed(result);
    const { status, body } = await test();
    expect([status, body.state, body.failure, body.attempt.failure]).toEqual([200, "exhausted", failure, failure]);
    expect(body.attempt.explanation).toMatch(words);
    expect(body).not.toHaveProperty("nextAttemptAt");
    expect([posts.length, world.subscriptions.values()[0]?.active]).toEqual([1, true]);
  });

  it("waits for its turn while five of the tenant are under way, so that other tenants find a function", async () => {
    const { call, key, id, posts, answer } = await hanging();
    const hang = Array.from({ length: 5 }, () => call("POST /api/v1/subscriptions/{id}/test", { key, id }));
    await vi.waitFor(() => expect(posts).toHaveLength(5));
    const { status, headers, body } = await call("POST /api/v1/subscriptions/{id}/test", { key, id });
    expect([status, headers["retry-after"], body.detail]).toEqual([429, "5", "The tenant has 5 test sends under way."]);
    answer();
    expect((await Promise.all(hang)).map((one) => one.status)).toEqual([200, 200, 200, 200, 200]);
    expect((await call("POST /api/v1/subscriptions/{id}/test", { key, id })).status).toBe(200);
  });

  it("works while the subscription is inactive", async () => {
    const { test } = await subscribed({ status: 200 }, { active: false });
    expect((await test()).body.state).toBe("delivered");
  });

  it("sends the requested type, whether or not it is subscribed to", async () => {
    const { test, posts, secret } = await subscribed();
    expect((await test({ type: "order.placed" })).body.type).toBe("order.placed");
    expect(verify(secret, posts[0])).toMatchObject({ type: "order.placed" });
  });

  it("sends the example of the operator's catalog unchanged", async () => {
    const { test, posts, world } = await subscribed();
    const at = { createdAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z" };
    const entry = { kind: "event-type" as const, name: "invoice.paid", deprecated: false, enforce: false, ...at };
    await memoryCatalogStore(world).createEntry({ ...entry, example: '{"amount": 4200.00}' });
    await test();
    expect(posts[0]?.body.toString()).toContain('"data":{"amount": 4200.00}');
  });

  it("sends data of the caller's own, as it was sent, with numbers that a double can't hold", async () => {
    const { call, key, id, posts } = await subscribed();
    const raw = '{"type":"order.placed", "data" : {"n": 12345678901234567890, "amount": 4.20}}';
    const { status, body } = await call("POST /api/v1/subscriptions/{id}/test", { key, id, body: raw });
    expect([status, body.type, body.state]).toEqual([200, "order.placed", "delivered"]);
    expect(posts[0]?.body.toString()).toContain('"data":{"n": 12345678901234567890, "amount": 4.20}');
    const event = await call("GET /api/v1/events/{id}", { key, id: body.eventId });
    expect(event.body.test).toBe(true);
  });

  it.each([null, false, 0, "", []])("sends %j as data", async (data) => {
    const { test, posts, secret } = await subscribed();
    await test({ data });
    expect(verify(secret, posts[0])).toMatchObject({ type: "invoice.paid", data });
  });

  it("sends own data of a derived type as the type that it derives from", async () => {
    const { test, world, posts, secret } = await subscribed();
    const at = { createdAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z" };
    const derived = { kind: "derived-type" as const, name: "invoice.large", from: "invoice.paid", when: "true", ...at };
    await memoryCatalogStore(world).createEntry(derived);
    await test({ type: "invoice.large", data: { amount: 1 } });
    expect(verify(secret, posts[0])).toMatchObject({ type: "invoice.paid", data: { amount: 1 } });
  });

  it("doesn't apply the type's schema or the subscription's filter to own data", async () => {
    const { test, posts, world } = await subscribed({ status: 200 }, { filter: "data.amount > 10.0" });
    const at = { createdAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z" };
    const schema = '{"type":"object","required":["amount"]}';
    const entry = {
      kind: "event-type" as const,
      name: "invoice.paid",
      deprecated: false,
      enforce: true,
      schema,
      ...at,
    };
    await memoryCatalogStore(world).createEntry(entry);
    expect((await test({ type: "invoice.paid", data: {} })).body.state).toBe("delivered");
    expect(posts).toHaveLength(1);
  });

  it("takes data up to 64 KiB, with the blanks in it", async () => {
    const { call, key, id, posts } = await subscribed();
    const send = (data: string) => call("POST /api/v1/subscriptions/{id}/test", { key, id, body: `{"data":${data}}` });
    const blanks = (bytes: number) => `{${" ".repeat(bytes - 2)}}`;
    expect((await send(blanks(64 * 1024))).status).toBe(200);
    const { status, body } = await send(blanks(64 * 1024 + 1));
    expect([status, body.errors]).toEqual([422, [{ path: "/data", message: "must be at most 65536 bytes" }]]);
    expect(posts).toHaveLength(1);
  });

  it("picks a subscribed type, and an example that passes the filter", async () => {
    const { test, world } = await subscribed({ status: 200 }, { events: ["order.*"], filter: "data.amount > 10.0" });
    expect((await test()).body.type).toBe("order.test");
    const at = { createdAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z" };
    for (const [name, amount] of [
      ["domain.verified", 99],
      ["order.placed", 1],
      ["order.paid", 42],
    ] as const) {
      const entry = { kind: "event-type" as const, name, deprecated: false, enforce: false, ...at };
      await memoryCatalogStore(world).createEntry({ ...entry, example: `{"amount":${amount}}` });
    }
    expect((await test()).body.type).toBe("order.paid");
  });

  it("can be signed with only a new secret, which is not stored", async () => {
    const { test, posts, secret, world } = await subscribed();
    const before = world.subscriptions.values();
    await test({ secret: OWN });
    expect(() => verify(OWN, posts[0])).not.toThrow();
    expect(() => verify(secret, posts[0])).toThrow();
    expect([world.subscriptions.values(), world.secrets.size]).toEqual([before, 1]);
  });

  it.each<[string, string, object]>([
    ["witn", "svix-signature", { type: "outcome_succeed", data: { facts: { agentKey: "support" } } }],
    ["outtake", "x-outtake-secret", { event: "workflow-item-created", workflow: {}, alert: { type: "content" } }],
    ["agents", "x-webhook-signature", { event: "agent.message", data: { agent: {}, room: "room_example" } }],
    ["tenant", "x-webhook-signature", { type: "test.sent", data: { test: true } }],
    ["watsi", "x-watsi-signature", { type: "message.received", data: { message: {} } }],
    ["github", "x-hub-signature-256", { test: true }],
    ["stripe", "stripe-signature", { object: "event", type: "test.sent", data: { object: { test: true } } }],
  ])("in %s has its header and the shape that its receivers read", async (dialect, header, shape) => {
    const { test, posts } = await subscribed({ status: 200 }, { dialect, events: ["*"] });
    expect((await test()).body.state).toBe("delivered");
    expect(Object.keys(posts[0]?.headers ?? {}).map((name) => name.toLowerCase())).toContain(header);
    expect(JSON.parse(posts[0]?.body.toString() ?? "")).toMatchObject(shape);
  });

  it("gets 20 s at most, or the subscription's own time limit", async () => {
    const patient = await subscribed({}, { timeoutSeconds: 60 });
    await patient.test();
    const quick = await subscribed({}, { timeoutSeconds: 2 });
    await quick.test();
    expect([patient.posts[0]?.timeoutMs, quick.posts[0]?.timeoutMs]).toEqual([20_000, 2_000]);
  });

  it.each([
    ["a secret in another form", { secret: "hunter2" }, "/secret"],
    ["an invalid type", { type: "invoice.*" }, "/type"],
    ["data of a type that only Posthorn sends", { type: "posthorn.endpoint.failing", data: {} }, "/data"],
    ["data nested too deeply", { data: JSON.parse("[".repeat(513) + "]".repeat(513)) }, "/data"],
    ["an unknown field", { url: "https://elsewhere.example" }, "/url"],
  ])("is rejected with %s, and sends nothing", async (_case, body, path) => {
    const { test, posts } = await subscribed();
    const answer = await test(body);
    expect([answer.status, answer.body.errors[0]?.path, posts.length]).toEqual([422, path, 0]);
  });

  it("fails if its secret can't be read, and is never sent unsigned", async () => {
    const { test, posts, world } = await subscribed();
    world.faults.failNext("revealSecret", { when: "before" });
    expect([(await test()).status, posts.length]).toEqual([503, 0]);
  });

  it.each(["putEvents", "record"] as const)("records no waiting delivery if %s fails", async (operation) => {
    const { test, world } = await subscribed();
    world.faults.failNext(operation, { when: "before" });
    expect((await test()).status).toBe(503);
    // An event without its delivery's row would say that it waits to be sent.
    expect(world.events.values()).toEqual([]);
  });

  it("needs a key that may make changes", async () => {
    const { call, key } = await memoryApiWithTenant("read");
    const id = "sub_01J00000000000000000000001";
    expect((await call("POST /api/v1/subscriptions/{id}/test", { key, id })).status).toBe(403);
  });
});
