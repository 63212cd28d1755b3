import { describe, expect, it } from "vitest";
import { MASKED } from "../../../lib/core/subscription/custom-headers.ts";
import { withOpenHeaders } from "../../../lib/core/subscription/sealed-headers.ts";
import { subscriptionOf } from "../../support/factories.ts";
import { AT, memoryApiWithTenant } from "../../support/memory/memory-api.ts";
import { memorySeals } from "../../support/memory/memory-seals.ts";

const hook = { url: "https://receiver.example/hook", events: ["invoice.*"] };
const ONE = "/api/v1/subscriptions/{id}";

async function subscribed(more: object = {}) {
  const api = await memoryApiWithTenant();
  const { call, key, world } = api;
  const made = await call("POST /api/v1/subscriptions", { key, body: { ...hook, ...more } });
  const id: string = made.body.id;
  const one = (method: string, fields: { body?: unknown; ifMatch?: string } = {}) =>
    call(`${method} ${ONE}`, {
      key,
      id,
      body: fields.body,
      ...(fields.ifMatch !== undefined && { headers: { "if-match": fields.ifMatch } }),
    });
  const patch = (body: unknown, ifMatch?: string) => one("PATCH", { body, ...(ifMatch !== undefined && { ifMatch }) });
  const row = () => world.subscriptions.get(`acme/${id}`);
  const sent = async () => (await withOpenHeaders(memorySeals(world), row() ?? subscriptionOf())).headers;
  return { ...api, id, made, one, patch, row, sent };
}

describe("the ETag of a subscription", () => {
  it("is the same wherever the same state is shown, and differs after a change", async () => {
    const { made, one, patch } = await subscribed();
    const etag = made.headers.etag;
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    expect((await one("GET")).headers.etag).toBe(etag);
    const patched = await patch({ name: "N" });
    expect(patched.headers.etag).not.toBe(etag);
    expect((await one("GET")).headers.etag).toBe(patched.headers.etag);
  });

  it("differs after a hidden value has changed", async () => {
    const { made, patch } = await subscribed({ headers: { a: "1" }, sensitiveHeaders: ["a"] });
    expect((await patch({ headers: { a: "2" } })).headers.etag).not.toBe(made.headers.etag);
  });

  it("stays the same when the secret is read, which changes nothing", async () => {
    const { call, key, id, made, one } = await subscribed();
    await call("GET /api/v1/subscriptions/{id}/secret", { key, id });
    const { body, headers } = await one("GET");
    expect([headers.etag, body.updatedAt]).toEqual([made.headers.etag, made.body.updatedAt]);
    expect(body.secretShown).toBeDefined();
  });

  it("allows a change of the current state", async () => {
    const { made, patch, one } = await subscribed();
    const { status, headers } = await patch({ name: "N" }, `"other", ${made.headers.etag}`);
    expect(status).toBe(200);
    expect((await patch({ name: "M" }, "*")).status).toBe(200);
    expect((await one("DELETE", { ifMatch: headers.etag ?? "" })).status).toBe(412);
    expect((await one("DELETE", { ifMatch: (await one("GET")).headers.etag ?? "" })).status).toBe(204);
  });

  it("rejects a change of any other state, and nothing is changed", async () => {
    const { made, one, patch, row } = await subscribed();
    const before = row();
    for (const ifMatch of ['"other"', `W/${made.headers.etag}`, "", "x"]) {
      const { status, body } = await patch({ name: "N" }, ifMatch);
      expect([status, body.title, body.errors[0].path]).toEqual([412, "Precondition Failed", "/headers/if-match"]);
      expect((await one("DELETE", { ifMatch })).status).toBe(412);
    }
    expect(row()).toEqual(before);
  });

  it("lets only one of two changes of the same state win", async () => {
    const { made, patch, row } = await subscribed();
    const answers = await Promise.all(["A", "B", "C"].map((name) => patch({ name }, made.headers.etag ?? "")));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect(answers.find(({ status }) => status === 200)?.body.name).toBe(row()?.name);
  });

  it("keeps a deletion from undoing a change", async () => {
    const { made, one, patch, row } = await subscribed();
    const [removed] = await Promise.all([one("DELETE", { ifMatch: made.headers.etag ?? "" }), patch({ name: "N" })]);
    expect([removed?.status, row()?.name]).toEqual(removed?.status === 204 ? [204, undefined] : [412, "N"]);
  });

  it("keeps a change from undoing the record of who saw the secret", async () => {
    const { call, key, id, patch, row } = await subscribed();
    await Promise.all([patch({ name: "N" }), call("GET /api/v1/subscriptions/{id}/secret", { key, id })]);
    expect(row()).toMatchObject({ name: "N", secretShown: { keyId: expect.anything() } });
  });
});

describe("a patch", () => {
  it("merges within headers and metadata, where null removes", async () => {
    const { patch } = await subscribed({ headers: { a: "1", b: "2" }, metadata: { x: "1", y: "2" } });
    const { body } = await patch({ headers: { b: null, c: "3" }, metadata: { y: null, z: "3", none: null } });
    expect([body.headers, body.metadata]).toEqual([
      { a: "1", c: "3" },
      { x: "1", z: "3" },
    ]);
    const cleared = (await patch({ headers: null, metadata: null })).body;
    expect([cleared.headers, cleared.metadata]).toEqual([{}, {}]);
  });

  it("compares header names without regard to case", async () => {
    const { patch } = await subscribed({ headers: { "X-Env": "1" } });
    expect((await patch({ headers: { "x-env": "2" } })).body.headers).toEqual({ "x-env": "2" });
    expect((await patch({ headers: { "X-ENV": null } })).body.headers).toEqual({});
  });

  it("restores defaults with null", async () => {
    const { patch } = await subscribed({ timeoutSeconds: 5, maxRetries: 0 });
    const { body } = await patch({ timeoutSeconds: null, maxRetries: null, verifyTls: null });
    expect(body).toMatchObject({ timeoutSeconds: 30, maxRetries: 3, verifyTls: true });
  });

  it("is rejected if there would be too much metadata after it", async () => {
    const entries = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`k${from + i}`, "v"]));
    const { patch } = await subscribed({ metadata: entries(0, 40) });
    const { status, body } = await patch({ metadata: entries(30, 51) });
    expect([status, body.errors]).toEqual([422, [{ path: "/metadata", message: "must have at most 50 entries" }]]);
    expect((await patch({ metadata: { ...entries(40, 51), k0: null } })).status).toBe(200);
  });

  it.each([
    [{ url: null }, "/url", "must be a string"],
    [{ active: null }, "/active", "must be a boolean"],
    [{ headers: { a: 1 } }, "/headers/a", "must be a string"],
    [{ headers: [] }, "/headers", "must be an object"],
    [{ timeoutSeconds: "5" }, "/timeoutSeconds", "must be a number"],
    [{ timeoutSeconds: 301 }, "/timeoutSeconds", "must be at most 300"],
    [{ maxRetries: 1.5 }, "/maxRetries", "must be an integer"],
    [{ events: "a" }, "/events", "must be an array"],
    [{ filter: "data." }, "/filter", expect.stringMatching(/position/)],
    [{ headers: { Host: "x" } }, "/headers/Host", "may not be set"],
  ])("%j is rejected in plain words", async (change, path, message) => {
    const { patch } = await subscribed();
    const { status, body } = await patch(change);
    expect([status, body.errors]).toEqual([422, [{ path, message }]]);
  });
});

describe("a sensitive header", () => {
  const headers = { Authorization: "Bearer hunter2", "x-env": "prod" };
  const sensitive = () => subscribed({ headers, sensitiveHeaders: ["authorization"] });

  it("is never shown, but kept", async () => {
    const { call, key, made, one, patch, sent } = await sensitive();
    const shown = { Authorization: MASKED, "x-env": "prod" };
    const answers = [made, await one("GET"), await patch({ name: "N" })];
    for (const { body, text } of answers) {
      expect(body).toMatchObject({ headers: shown, sensitiveHeaders: ["authorization"] });
      expect(text).not.toContain("hunter2");
    }
    const list = await call("GET /api/v1/subscriptions", { key });
    expect(list.body.data[0].headers).toEqual(shown);
    expect(await sent()).toEqual(headers);
  });

  it("keeps its value when the mask is sent back, and when other headers change", async () => {
    const { one, patch, sent } = await sensitive();
    const { headers: shown } = (await one("GET")).body;
    expect((await patch({ headers: { ...shown, "x-env": "test" } })).status).toBe(200);
    expect(await sent()).toEqual({ ...headers, "x-env": "test" });
  });

  it("accepts a new value, and stays hidden", async () => {
    const { patch, sent } = await sensitive();
    const { text } = await patch({ headers: { authorization: "Bearer swordfish" } });
    expect(text).not.toContain("swordfish");
    expect(await sent()).toEqual({ authorization: "Bearer swordfish", "x-env": "prod" });
  });

  it("is removed from both lists", async () => {
    const { patch } = await sensitive();
    const { body } = await patch({ headers: { AUTHORIZATION: null } });
    expect(body.headers).toEqual({ "x-env": "prod" });
    expect(body).not.toHaveProperty("sensitiveHeaders");
  });

  it("is shown again only with a new value", async () => {
    const { patch, row } = await sensitive();
    for (const change of [{}, { headers: { authorization: MASKED } }]) {
      for (const marks of [null, [], ["x-env"]]) {
        const { status, body } = await patch({ ...change, sensitiveHeaders: marks });
        expect([status, body.errors.map((e: { path: string }) => e.path)]).toEqual([422, ["/sensitiveHeaders"]]);
      }
    }
    expect(row()?.sensitiveHeaders).toEqual(["authorization"]);
    const { body } = await patch({ sensitiveHeaders: null, headers: { authorization: "public" } });
    expect(body.headers).toEqual({ authorization: "public", "x-env": "prod" });
  });

  it("is required again when the URL's host changes", async () => {
    const { patch, row } = await sensitive();
    const url = "https://elsewhere.example/hook";
    for (const more of [{}, { headers: { authorization: MASKED } }]) {
      const { status, body } = await patch({ url, ...more });
      expect([status, body.errors[0].path]).toEqual([422, "/headers/authorization"]);
    }
    expect(row()?.url).toBe(hook.url);
    expect((await patch({ url: `${hook.url}/new` })).status).toBe(200);
    expect((await patch({ url, headers: { Authorization: "again" } })).status).toBe(200);
  });

  it("can be made from an ordinary header", async () => {
    const { patch } = await sensitive();
    const { body } = await patch({ sensitiveHeaders: ["Authorization", "X-Env"] });
    expect(body.headers).toEqual({ Authorization: MASKED, "x-env": MASKED });
  });

  it.each([
    [{ sensitiveHeaders: ["x-none"] }, "/sensitiveHeaders/0"],
    [{ sensitiveHeaders: ["a"], headers: { a: MASKED } }, "/sensitiveHeaders/0"],
    [{ sensitiveHeaders: "a", headers: { a: "1" } }, "/sensitiveHeaders"],
  ])("can't be made by %j", async (fields, path) => {
    const { call, key } = await memoryApiWithTenant();
    const { status, body } = await call("POST /api/v1/subscriptions", { key, body: { ...hook, ...fields } });
    expect([status, body.errors[0].path]).toEqual([422, path]);
  });
});

describe("how the latest POST ended", () => {
  it("is shown after the first POST, also in the list, and is not a change", async () => {
    const { call, key, id, world, made, one } = await subscribed();
    expect((await one("GET")).body).toEqual({ ...made.body, secret: undefined, health: { state: "healthy" } });
    const lastOutcome = { state: "retrying" as const, status: 500, failure: "http-500" as const };
    world.statuses.put(id, { lastTriggeredAt: AT, ...lastOutcome });
    const { body, headers } = await one("GET");
    expect(body).toMatchObject({ lastTriggeredAt: AT, lastOutcome });
    expect(body).not.toHaveProperty("filterProblem");
    expect(headers.etag).toBe(made.headers.etag);
    expect((await call("GET /api/v1/subscriptions", { key })).body.data).toEqual([body]);
  });
});

describe("a filter that took too long", () => {
  it("is shown until the subscription is changed, and is not a change", async () => {
    const { call, key, id, world, made, one } = await subscribed();
    const at = (ms: number) => new Date(Date.parse(AT) + ms).toISOString();
    const filterProblem = { at: at(1), reason: "The filter took longer than 2 s, so it does not match." };
    world.filterProblems.put(id, filterProblem);
    const { body, headers } = await one("GET");
    expect([body.filterProblem, headers.etag]).toEqual([filterProblem, made.headers.etag]);
    expect((await call("GET /api/v1/subscriptions", { key })).body.data).toEqual([body]);
    const subscription = world.subscriptions.get(`acme/${id}`);
    if (subscription) world.subscriptions.put(`acme/${id}`, { ...subscription, updatedAt: at(2) });
    expect((await one("GET")).body).not.toHaveProperty("filterProblem");
  });
});

describe("the list", () => {
  it("rejects a cursor that it did not return", async () => {
    const { call, key } = await subscribed();
    const { status, body } = await call("GET /api/v1/subscriptions", { key, query: { after: "x" } });
    expect([status, body.errors[0].path]).toEqual([422, "/after"]);
  });
});

describe("a member called __proto__, which JavaScript would drop", () => {
  it.each([
    ["headers", '{"x-a":"1","__proto__":"2"}'],
    ["metadata", '{"__proto__":"2"}'],
  ])("is rejected in %s, and nothing is changed", async (field, map) => {
    const { call, key, patch, row } = await subscribed();
    const before = row();
    const change = JSON.parse(`{"${field}":${map}}`);
    const problem = [{ path: `/${field}/__proto__`, message: expect.any(String) }];
    const made = await call("POST /api/v1/subscriptions", { key, body: { ...hook, ...change } });
    expect([made.status, made.body.errors]).toEqual([422, problem]);
    const patched = await patch(change);
    expect([patched.status, patched.body.errors]).toEqual([422, problem]);
    expect(row()).toEqual(before);
  });
});
