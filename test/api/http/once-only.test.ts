import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLAIM_MS, claimOf } from "../../../lib/core/idempotency.ts";
import { openAnswer, sealAnswer } from "../../../lib/core/sealed-answer.ts";
import { ADMIN, AT, memoryApi, memoryApiWithTenant } from "../../support/memory/memory-api.ts";

const hook = { url: "https://receiver.example/hook", events: ["*"] };
const keyed = (key: string) => ({ headers: { "idempotency-key": key } });
const MAKE = "POST /api/v1/subscriptions";

describe("a request with an Idempotency-Key", () => {
  it("is processed once, and its repeats get the same answer, including the secret", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    const first = await call(MAKE, { key, body: hook, ...keyed("a") });
    const again = await call(MAKE, { key, body: hook, ...keyed("a") });
    expect([again.status, again.text, again.headers]).toEqual([
      first.status,
      first.text,
      { ...first.headers, "idempotency-replayed": "true" },
    ]);
    expect(first.body.secret).toMatch(/^whsec_/);
    expect([world.subscriptions.values().length, world.secrets.size]).toEqual([1, 1]);
    expect(JSON.stringify(world.idempotency.values())).not.toContain("whsec_");
  });

  it("is processed once when many come at the same time; repeats that come meanwhile get a 409", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(MAKE, { key, body: hook, ...keyed("a") })));
    expect(world.subscriptions.values()).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 201);
    for (const { status, body } of refused) {
      expect([status, body.errors]).toEqual([409, [{ path: "/headers/idempotency-key", message: "is in use" }]]);
    }
    expect(new Set(answers.filter(({ status }) => status === 201).map(({ text }) => text)).size).toBe(1);
  });

  it("is a new request with another key, from another caller, and without a key", async () => {
    const { call, key, otherKey, world } = await memoryApiWithTenant();
    await call(MAKE, { key, body: hook, ...keyed("a") });
    await call(MAKE, { key, body: hook, ...keyed("b") });
    await call(MAKE, { key: otherKey, body: hook, ...keyed("a") });
    await call(MAKE, { key, body: hook });
    expect(world.subscriptions.values()).toHaveLength(4);
  });

  it.each([
    ["body", MAKE, { ...hook, name: "N" }],
    ["route", "POST /api/v1/webhooks", hook],
  ])("can't reuse its key with another %s", async (_what, route, body) => {
    const { call, key, world } = await memoryApiWithTenant();
    await call(MAKE, { key, body: hook, ...keyed("a") });
    const answer = await call(route, { key, body, ...keyed("a") });
    expect([answer.status, answer.body.errors[0].message]).toEqual([409, "was used for another request"]);
    expect(world.subscriptions.values()).toHaveLength(1);
  });

  it("can be corrected and sent again after it was rejected", async () => {
    const { call, key } = await memoryApiWithTenant();
    expect((await call(MAKE, { key, body: { ...hook, url: "x" }, ...keyed("a") })).status).toBe(422);
    expect((await call(MAKE, { key, body: hook, ...keyed("a") })).status).toBe(201);
  });

  it("can be sent again after it failed", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    world.faults.failNext("createSubscription", { when: "before" });
    expect((await call(MAKE, { key, body: hook, ...keyed("a") })).status).toBe(503);
    expect((await call(MAKE, { key, body: hook, ...keyed("a") })).status).toBe(201);
  });

  it("is processed again by a repeat if the function died during it", async () => {
    let nowMs = Date.parse(AT);
    const { call, key, world } = await memoryApiWithTenant("manage", { now: () => nowMs });
    world.faults.failNext("createSubscription", { when: "before" });
    world.faults.failNext("releaseKey", { when: "before" });
    await call(MAKE, { key, body: hook, ...keyed("a") });
    expect((await call(MAKE, { key, body: hook, ...keyed("a") })).status).toBe(409);
    nowMs += CLAIM_MS + 1;
    expect((await call(MAKE, { key, body: hook, ...keyed("a") })).status).toBe(201);
  });

  it("is answered even if its answer can't be stored", async () => {
    const { call, key, world } = await memoryApiWithTenant();
    world.faults.failNext("keepAnswer", { when: "before" });
    expect((await call(MAKE, { key, body: hook, ...keyed("a") })).status).toBe(201);
    expect((await call(MAKE, { key, body: hook, ...keyed("a") })).status).toBe(409);
  });

  it("stores nothing if its API key is not valid", async () => {
    const { call, world } = await memoryApiWithTenant();
    expect((await call(MAKE, { body: hook, ...keyed("a") })).status).toBe(401);
    expect((await call("POST /api/v1/tenants", { key: "wrong", body: { name: "N" }, ...keyed("a") })).status).toBe(401);
    expect(world.idempotency.values()).toEqual([]);
  });

  it.each(["", "a b", "é", "x".repeat(256)])("must have a usable key, unlike %j", async (text) => {
    const { call, key } = await memoryApiWithTenant();
    const { status, body } = await call(MAKE, { key, body: hook, ...keyed(text) });
    expect([status, body.errors[0].path]).toEqual([422, "/headers/idempotency-key"]);
  });
});

it.each<[string, string | undefined, object]>([
  ["POST /api/v1/tenants", undefined, { name: "N" }],
  ["POST /api/v1/tenants/{id}/api-keys", "t", { role: "read" }],
  ["POST /api/v1/dialects", undefined, { name: "d", algorithm: "hmac-sha256", signatureHeader: "x-s", body: "{data}" }],
  ["POST /api/v1/event-types", undefined, { name: "a.b" }],
  ["POST /api/v1/derived-types", undefined, { name: "a.b", from: "a.c", when: "true" }],
])("the operator's %s is processed once, too", async (route, id, body) => {
  const { call } = memoryApi();
  await call("POST /api/v1/tenants", { key: ADMIN, body: { name: "T", id: "t" } });
  const make = () => call(route, { key: ADMIN, ...(id !== undefined && { id }), body, ...keyed("a") });
  const [first, again] = [await make(), await make()];
  expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
});

describe("a sealed answer", () => {
  const claim = claimOf("k", "key", ["POST /x", "{}"], 0);

  it("is opened by the same request, whatever it says", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.string(),
        fc.string({ minLength: 1 }),
        (answer, credential, key) => {
          expect(openAnswer(sealAnswer(answer, claim, credential, key), claim, credential, key)).toBe(answer);
        },
      ),
    );
  });

  it.each([
    ["another credential", "other", "key", claim],
    ["another key", "token", "other", claim],
    ["another request", "token", "key", claimOf("k", "key", ["POST /x", "[]"], 0)],
    ["another caller", "token", "key", claimOf("l", "key", ["POST /x", "{}"], 0)],
  ])("can't be opened with %s", (_what, credential, key, other) => {
    expect(openAnswer(sealAnswer("secret", claim, "token", "key"), other, credential, key)).toBeUndefined();
  });

  it("can't be opened if one of its bytes was changed", () => {
    const sealed = Buffer.from(sealAnswer("secret", claim, "token", "key"), "base64");
    for (let i = 0; i < sealed.length; i++) {
      const changed = Buffer.from(sealed);
      changed[i] = (changed[i] ?? 0) ^ 1;
      expect(openAnswer(changed.toString("base64"), claim, "token", "key")).toBeUndefined();
    }
  });
});
