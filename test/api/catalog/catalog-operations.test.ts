import { describe, expect, it } from "vitest";
import { builtInTypes } from "../../../lib/api/catalog/built-in-types.ts";
import { choosing } from "../../support/memory/memory-choosing.ts";

const TYPES = "/api/v1/event-types";
const builtIn = builtInTypes.map(({ name }) => ({ name, builtIn: true }));
const DERIVED = "/api/v1/derived-types";

describe("event types", () => {
  const full = {
    name: "order.made",
    description: "An order was made.",
    schema: { type: "object", required: ["id"] },
    example: { id: "o_1", amount: 1.5 },
    group: "orders",
    deprecated: true,
    enforce: true,
  };

  it("are created, shown, listed, changed and deleted by the operator", async () => {
    const { operate } = await choosing();
    expect(await operate(`POST ${TYPES}`, full)).toMatchObject({ status: 201, body: full });
    await operate(`POST ${TYPES}`, { name: "a" });
    expect((await operate(`GET ${TYPES}`)).body).toMatchObject({ data: [{ name: "a" }, full, ...builtIn], next: null });
    const changed = await operate(`PATCH ${TYPES}/{id}`, { description: null, deprecated: false }, "order.made");
    expect(changed).toMatchObject({ status: 200, body: { deprecated: false, schema: full.schema } });
    expect(changed.body).not.toHaveProperty("description");
    expect((await operate(`GET ${TYPES}/{id}`, undefined, "order.made")).body).toEqual(changed.body);
    expect((await operate(`DELETE ${TYPES}/{id}`, undefined, "order.made")).status).toBe(204);
    expect((await operate(`GET ${TYPES}/{id}`, undefined, "order.made")).status).toBe(404);
    expect((await operate(`DELETE ${TYPES}/{id}`, undefined, "order.made")).status).toBe(404);
  });

  it("can be read by every tenant, but not changed", async () => {
    const { operate, call, key, otherKey } = await choosing();
    await operate(`POST ${TYPES}`, full);
    for (const reader of [key, otherKey]) {
      expect((await call(`GET ${TYPES}`, { key: reader })).body.data).toMatchObject([full, ...builtIn]);
      expect((await call(`GET ${TYPES}/{id}`, { key: reader, id: "order.made" })).status).toBe(200);
      expect((await call(`POST ${TYPES}`, { key: reader, body: full })).status).toBe(403);
      expect((await call(`PATCH ${TYPES}/{id}`, { key: reader, id: "order.made", body: {} })).status).toBe(403);
      expect((await call(`DELETE ${TYPES}/{id}`, { key: reader, id: "order.made" })).status).toBe(403);
    }
    expect((await call(`GET ${TYPES}`, {})).status).toBe(401);
    expect((await call(`GET ${TYPES}`, { key: "wrong" })).status).toBe(401);
  });

  it("have unique names", async () => {
    const { operate } = await choosing();
    await operate(`POST ${TYPES}`, full);
    expect(await operate(`POST ${TYPES}`, full)).toMatchObject({ status: 409, body: { errors: [{ path: "/name" }] } });
    expect((await operate(`POST ${DERIVED}`, { name: full.name, from: "a", when: "true" })).status).toBe(201);
  });

  it.each([
    ["no name", {}, "/name"],
    ["a wildcard", { name: "a.*" }, "/name"],
    ["an unknown field", { name: "a", x: 1 }, "/x"],
    ["an invalid schema", { name: "a", schema: { type: "strin" } }, "/schema/type"],
    ["a schema that is a number", { name: "a", schema: 3 }, "/schema"],
    [
      "a schema with a bad pattern",
      { name: "a", schema: { properties: { "b/c": { pattern: "(" } } } },
      "/schema/properties/b~1c/pattern",
    ],
    ["a schema with a dangling reference", { name: "a", schema: { $ref: "#/$defs/x" } }, "/schema"],
    ["a schema elsewhere", { name: "a", schema: { $ref: "https://example.com/x" } }, "/schema/$ref"],
    ["a schema that is too large", { name: "a", schema: { description: "x".repeat(33_000) } }, "/schema"],
    ["nothing to enforce", { name: "a", enforce: true }, "/enforce"],
  ])("with %s are rejected", async (_case, body, path) => {
    const { operate, world } = await choosing();
    const answer = await operate(`POST ${TYPES}`, body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((e: { path: string }) => e.path)).toContain(path);
    expect(world.catalog.entries.values()).toEqual([]);
  });

  it("can't lose the schema that they enforce", async () => {
    const { operate } = await choosing();
    await operate(`POST ${TYPES}`, full);
    expect((await operate(`PATCH ${TYPES}/{id}`, { schema: null }, "order.made")).body.errors).toMatchObject([
      { path: "/enforce" },
    ]);
    const both = await operate(`PATCH ${TYPES}/{id}`, { schema: null, enforce: false }, "order.made");
    expect(both.status).toBe(200);
    expect(both.body).not.toHaveProperty("schema");
  });
});

describe("derived types", () => {
  const derived = { name: "order.large", from: "order.made", when: "data.amount > 1000.0" };

  it("are created, listed and changed", async () => {
    const { operate, call, key } = await choosing();
    expect(await operate(`POST ${DERIVED}`, derived)).toMatchObject({ status: 201, body: derived });
    const changed = await operate(`PATCH ${DERIVED}/{id}`, { when: "data.amount > 5.0" }, "order.large");
    expect(changed.body).toMatchObject({ ...derived, when: "data.amount > 5.0" });
    expect((await call(`GET ${DERIVED}`, { key })).body.data).toEqual([changed.body]);
    expect((await operate(`GET ${TYPES}`)).body.data).toMatchObject(builtIn);
  });

  it.each([
    ["an invalid condition", { ...derived, when: "data.amount >" }, "/when"],
    ["no condition", { name: "a", from: "b" }, "/when"],
    ["itself as its origin", { ...derived, from: derived.name }, "/from"],
  ])("with %s are rejected", async (_case, body, path) => {
    const { operate } = await choosing();
    expect(await operate(`POST ${DERIVED}`, body)).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });
});
