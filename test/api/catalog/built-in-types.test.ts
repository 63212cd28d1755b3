import { describe, expect, it } from "vitest";
import { builtInTypes } from "../../../lib/api/catalog/built-in-types.ts";
import type { Disabled } from "../../../lib/core/alerts/alert.ts";
import { alertExample } from "../../../lib/core/alerts/alert-examples.ts";
import { alertTypes } from "../../../lib/core/alerts/alert-types.ts";
import { schemaCheck } from "../../../lib/core/kit/json-schema.ts";
import { schemaProblems } from "../../../lib/core/kit/schema-problems.ts";
import { ADMIN } from "../../support/memory/memory-api.ts";
import { choosing } from "../../support/memory/memory-choosing.ts";

const TYPES = "/api/v1/event-types";
const DERIVED = "/api/v1/derived-types";
const BUILT_IN = "posthorn.subscription.disabled";
const names = builtInTypes.map(({ name }) => name);

it("there is a built-in type for each alert", () => {
  expect(names).toEqual(
    Object.keys(alertTypes)
      .map((type) => `posthorn.${type}`)
      .sort(),
  );
});

describe.each(builtInTypes)("$name", ({ schema = "", example = "" }) => {
  const check = schemaCheck(JSON.parse(schema));

  it("has a schema that its example fits", () => {
    expect(schemaProblems(JSON.parse(schema))).toEqual([]);
    expect(check(JSON.parse(example))).toEqual([]);
  });

  it("has a schema that needs the alert's own fields and facts", () => {
    expect(check({}).length).toBeGreaterThan(0);
    const { id: _id, ...rest } = JSON.parse(example);
    expect(check(rest).length).toBeGreaterThan(0);
  });
});

it.each<Disabled>([
  { reason: "gone" },
  { reason: "by-hand", by: "admin" },
  { reason: "failing", failingSince: "2026-01-31T12:00:00.000Z", failures: 20 },
])("an alert about a subscription that is disabled because it is $reason fits its schema", (facts) => {
  const { reason: _reason, failingSince: _since, failures: _failures, ...head } = alertExample("subscription.disabled");
  const schema = builtInTypes.find(({ name }) => name === BUILT_IN)?.schema ?? "";
  expect(schemaCheck(JSON.parse(schema))({ ...head, ...facts })).toEqual([]);
  expect(schemaCheck(JSON.parse(schema))(head)).toHaveLength(1);
});

describe("built-in types", () => {
  it("are in the list that tenants read, with description, schema and example", async () => {
    const { call, key } = await choosing();
    const { data } = (await call(`GET ${TYPES}`, { key })).body;
    expect(data.map(({ name }: { name: string }) => name)).toEqual(names);
    for (const type of data) {
      expect(type).toMatchObject({
        builtIn: true,
        group: "Posthorn",
        description: expect.stringMatching(/^[A-Z].*\.$/),
      });
      expect(type.schema.properties).toHaveProperty("subscriptionId");
      expect(type.example).toMatchObject({ id: expect.stringMatching(/^alr_/), tenantId: "acme" });
    }
    expect((await call(`GET ${TYPES}`, { key, query: { name: BUILT_IN } })).body.data).toMatchObject([
      { name: BUILT_IN },
    ]);
    expect((await call(`GET ${TYPES}/{id}`, { key, id: BUILT_IN })).body).toMatchObject({
      name: BUILT_IN,
      builtIn: true,
    });
    expect((await call(`GET ${DERIVED}`, { key })).body.data).toEqual([]);
  });

  it("are told from those of the operator", async () => {
    const { operate } = await choosing();
    expect((await operate(`POST ${TYPES}`, { name: "a" })).body).toMatchObject({ name: "a", builtIn: false });
    expect((await operate(`GET ${TYPES}/{id}`, undefined, "a")).body.builtIn).toBe(false);
  });

  it("can't be changed or deleted", async () => {
    const { call, operate } = await choosing();
    const query = { name: BUILT_IN };
    for (const answer of [
      await operate(`PATCH ${TYPES}/{id}`, { deprecated: true }, BUILT_IN),
      await operate(`DELETE ${TYPES}/{id}`, undefined, BUILT_IN),
      await call(`PATCH ${TYPES}`, { key: ADMIN, query, body: { deprecated: true } }),
      await call(`DELETE ${TYPES}`, { key: ADMIN, query }),
    ]) {
      expect([answer.status, answer.body.detail]).toEqual([409, "This event type is built in, and can't be changed."]);
    }
    expect((await operate(`GET ${TYPES}/{id}`, undefined, BUILT_IN)).body.deprecated).toBe(false);
  });

  it("hide a type of the same name from before they were built in", async () => {
    const { operate, world } = await choosing();
    await operate(`POST ${TYPES}`, { name: "a" });
    const [own] = world.catalog.entries.values();
    if (own) world.catalog.entries.put(`event-type ${BUILT_IN}`, { ...own, name: BUILT_IN });
    const { data } = (await operate(`GET ${TYPES}`)).body;
    expect(data.map(({ name }: { name: string }) => name)).toEqual(["a", ...names]);
  });
});

describe("names that begin with `posthorn.`", () => {
  const message = "must not begin with posthorn., which only Posthorn uses";

  it.each([
    ["an event type", `POST ${TYPES}`, { name: "posthorn.mine" }, "/name"],
    ["an event type that is built in", `POST ${TYPES}`, { name: BUILT_IN }, "/name"],
    ["a derived type", `POST ${DERIVED}`, { name: "posthorn.mine", from: "a", when: "true" }, "/name"],
    ["the origin of a derived type", `POST ${DERIVED}`, { name: "a", from: BUILT_IN, when: "true" }, "/from"],
  ])("can't be the name of %s", async (_case, route, body, path) => {
    const { operate, world } = await choosing();
    const answer = await operate(route, body);
    expect([answer.status, answer.body.errors]).toEqual([422, [{ path, message }]]);
    expect(world.catalog.entries.values()).toEqual([]);
  });

  it("can't become the origin of a derived type", async () => {
    const { operate } = await choosing();
    await operate(`POST ${DERIVED}`, { name: "a", from: "b", when: "true" });
    const { status, body } = await operate(`PATCH ${DERIVED}/{id}`, { from: BUILT_IN }, "a");
    expect([status, body.errors]).toEqual([422, [{ path: "/from", message }]]);
  });

  it.each(["posthorn", "posthorns.a", "posthorn:a", "my.posthorn.a"])("are not those like %s", async (name) => {
    const { operate } = await choosing();
    expect((await operate(`POST ${TYPES}`, { name })).status).toBe(201);
  });
});

describe("a test send to a subscription to posthorn.*", () => {
  it("carries the example of a built-in type", async () => {
    const { call, key, subscribe, world } = await choosing();
    const id = await subscribe({ events: ["posthorn.*"] });
    const sent = await call("POST /api/v1/subscriptions/{id}/test", { key, id });
    expect([sent.status, sent.body.type]).toEqual([200, names[0]]);
    const other = await call("POST /api/v1/subscriptions/{id}/test", { key, id, body: { type: BUILT_IN } });
    expect(other.body.type).toBe(BUILT_IN);
    const events = world.events.values().filter(({ type }) => type === BUILT_IN);
    expect(events.map(({ data }) => JSON.parse(data))).toEqual([alertExample("subscription.disabled")]);
  });

  it("is not what a subscription to * gets", async () => {
    const { call, key, subscribe } = await choosing();
    const id = await subscribe({ events: ["*"] });
    const sent = await call("POST /api/v1/subscriptions/{id}/test", { key, id });
    expect(sent.body.type).not.toMatch(/^posthorn\./);
  });
});
