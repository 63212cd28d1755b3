import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { webhookTypes } from "../../../lib/core/catalog/openapi-webhooks.ts";
import { schemaCheck } from "../../../lib/core/kit/json-schema.ts";
import { schemaProblems } from "../../../lib/core/kit/schema-problems.ts";

const orders = parse(readFileSync(new URL("../../fixtures/openapi/orders.yaml", import.meta.url), "utf8"));

/** The operation of a webhook whose body has this schema. */
const withBody = (schema: unknown, more: object = {}) => ({
  post: { ...more, requestBody: { content: { "application/json": { schema } } } },
});

const documentOf = (webhooks: object, components: object = {}) => ({ openapi: "3.1.0", webhooks, components });

/** The only type of a document. */
function typeIn(webhook: unknown, components: object = {}, property = "") {
  const { types } = webhookTypes(documentOf({ "a.b": webhook }, components), property);
  return types[0] ?? expect.fail("no type");
}

describe("a document with envelopes and references", () => {
  it("gives each webhook's texts, and the data in the property", () => {
    const { types, properties, problem } = webhookTypes(orders, "data");
    expect(problem).toBeUndefined();
    expect(properties).toContainEqual({ name: "data", count: 3 });
    expect(types.map(({ name, description, group, deprecated }) => ({ name, description, group, deprecated }))).toEqual(
      [
        {
          name: "order.placed",
          description: "Sent once the payment is authorized.\nIt has all lines of the order.",
          group: "Orders",
        },
        { name: "order.cancelled", description: "An order was cancelled", group: "Orders" },
        { name: "customer.updated", description: "A customer changed", deprecated: true },
      ],
    );
    expect(types.flatMap(({ errors, warnings }) => [...errors, ...warnings])).toEqual([]);
    expect(types.map(({ example }) => example)).toEqual([
      { id: "ord_1", lines: [{ sku: "A-1", quantity: 2 }] },
      { id: "ord_1", lines: [{ sku: "A-1", quantity: 2 }] },
      { id: "cus_1", email: "jane@example.com" },
    ]);
  });

  it("gives schemas that stand alone, with a schema that refers to itself", () => {
    const [placed] = webhookTypes(orders, "data").types;
    expect(schemaProblems(placed?.schema)).toEqual([]);
    expect(JSON.stringify(placed?.schema)).not.toMatch(/components|xml|"example"/);
    const check = schemaCheck(placed?.schema);
    const order = { id: "1", lines: [{ quantity: 1 }] };
    expect(check({ ...order, replaces: order })).toEqual([]);
    expect(check({ ...order, replaces: { ...order, lines: [{ quantity: 0 }] } }).map(({ path }) => path)).toContain(
      "/replaces/lines/0/quantity",
    );
    expect(check({ ...order, lines: [{ const: { $ref: "not-a-reference" } }] })).toEqual([]);
  });

  it("gives whole bodies if no property is chosen", () => {
    const [placed] = webhookTypes(orders, "").types;
    expect(placed?.example).toMatchObject({ id: "evt_1", data: { id: "ord_1" } });
    const found = schemaCheck(placed?.schema)({ id: "1", type: "order.placed" });
    expect(found.map(({ path }) => path)).toContain("/data");
  });
});

describe("a webhook", () => {
  it("that has an inline schema keeps it, without what only OpenAPI knows", () => {
    const schema = {
      type: "object",
      discriminator: { propertyName: "x" },
      "x-note": 1,
      properties: { xml: { type: "string" } },
    };
    expect(typeIn(withBody(schema))).toEqual({
      name: "a.b",
      schema: { type: "object", properties: { xml: { type: "string" } } },
      errors: [],
      warnings: [],
    });
  });

  it("takes the example of the schema if the body has none", () => {
    expect(typeIn(withBody({ example: { a: 1 } })).example).toEqual({ a: 1 });
    expect(typeIn(withBody({ examples: [{ a: 2 }] })).example).toEqual({ a: 2 });
    expect(typeIn(withBody({ properties: { data: { example: 3 } } }), {}, "data").example).toBe(3);
  });

  it("refers to parts of any place in the document, under names of their own", () => {
    const schema = {
      properties: {
        one: { $ref: "#/components/schemas/A" },
        other: { $ref: "#/components/other/A" },
        part: { $ref: "#/components/schemas/A/properties/x~1y" },
        odd: { $ref: "#/components/schemas/__proto__" },
      },
    };
    const A = { type: "object", properties: { "x/y": { type: "string" } } };
    const schemas = Object.fromEntries([
      ["A", A],
      ["__proto__", { type: "null" }],
    ]);
    const type = typeIn(withBody(schema), { schemas, other: { A: { type: "number" } } });
    expect([type.errors, schemaProblems(type.schema)]).toEqual([[], []]);
    const found = schemaCheck(type.schema)({ one: 1, other: "", part: 2, odd: 3 });
    expect([...new Set(found.map(({ path }) => path))].sort()).toEqual(["/odd", "/one", "/other", "/part"]);
  });

  it.each<[string, unknown, string[]]>([
    [
      "leads nowhere",
      { $ref: "#/components/schemas/None" },
      ["has a $ref that leads nowhere: #/components/schemas/None"],
    ],
    [
      "leads to another document",
      { items: { $ref: "other.yaml#/A" } },
      ["has a $ref to another document, which isn't read: other.yaml#/A"],
    ],
    [
      "leads to what objects inherit",
      { items: { $ref: "#/components/constructor" } },
      ["has a $ref that leads nowhere: #/components/constructor"],
    ],
    ["is too large", { enum: Array.from({ length: 30_000 }, (_, n) => n) }, ["has a schema that is too large"]],
    ["is too long", { description: "x".repeat(40_000) }, ["has a schema larger than 32768 bytes"]],
    ["is too deep", nested(500), ["has a schema that is too large"]],
  ])("whose schema %s can't be imported", (_case, schema, errors) => {
    expect(typeIn(withBody(schema)).errors).toEqual(errors);
  });

  it("whose references go round in a circle says so", () => {
    const schemas = { A: { $ref: "#/components/schemas/B" }, B: { $ref: "#/components/schemas/A" } };
    const { schema } = typeIn(withBody({ $ref: "#/components/schemas/A" }), { schemas });
    // The API refuses a schema that refers to itself without end.
    expect(schemaProblems(schema)).not.toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["no body", { post: {} }, "has no body of JSON, and gets no schema"],
    [
      "a body of XML",
      { post: { requestBody: { content: { "text/xml": { schema: {} } } } } },
      "has no body of JSON, and gets no schema",
    ],
    [
      "a body without the property",
      withBody({ properties: { payload: {} } }),
      "has a body without the property data, and gets no schema",
    ],
    [
      "`nullable`",
      withBody({ properties: { data: { nullable: true } } }),
      "`nullable` has no meaning in OpenAPI 3.1, and is left out",
    ],
    [
      "a long description",
      withBody({ properties: { data: {} } }, { description: "x".repeat(3000) }),
      "has a description that is cut off",
    ],
    [
      "a long tag",
      withBody({ properties: { data: {} } }, { tags: ["x".repeat(200)] }),
      "has a tag that is too long for a group",
    ],
    [
      "a long example",
      withBody({ properties: { data: { example: "x".repeat(70_000) } } }),
      "has an example larger than 65536 bytes, which is left out",
    ],
  ])("with %s can be imported, with a warning", (_case, webhook, warning) => {
    const { errors, warnings } = typeIn(webhook, {}, "data");
    expect([errors, warnings]).toEqual([[], [warning]]);
  });

  it.each([
    ["", "has a name that an event type can't have"],
    ["a..b", "has a name that an event type can't have"],
    ["x".repeat(129), "has a name that an event type can't have"],
    ["<script>", "has a name that an event type can't have"],
    ["__proto__.", "has a name that an event type can't have"],
    ["posthorn.x", "has a name that begins with posthorn., which only Posthorn uses"],
  ])("named %j can't be imported", (name, error) => {
    const webhooks = Object.fromEntries([[name, withBody({})]]);
    expect(webhookTypes(documentOf(webhooks), "").types).toMatchObject([{ name, errors: [error] }]);
  });

  it.each(["__proto__", "constructor", "orders/create", "Order Created"])("named %s is read", (name) => {
    const webhooks = Object.fromEntries([
      [name, withBody({ properties: Object.fromEntries([[name, { type: "null" }]]) })],
    ]);
    const [type] = webhookTypes(documentOf(webhooks), "").types;
    expect(type).toMatchObject({ name, errors: [] });
    expect(JSON.stringify(type?.schema)).toBe(`{"properties":{${JSON.stringify(name)}:{"type":"null"}}}`);
  });
});

describe("a document", () => {
  it.each<[string, unknown, RegExp]>([
    ["that is empty", undefined, /isn't an OpenAPI document/],
    ["of another kind", { swagger: "2.0", webhooks: {} }, /isn't an OpenAPI document/],
    ["that is a list", [1], /isn't an OpenAPI document/],
    [
      "of 3.0",
      { openapi: "3.0.3", paths: {} },
      /has no webhooks. OpenAPI has them from version 3.1 on, and this is 3.0.3/,
    ],
    ["without webhooks", { openapi: "3.1.0", webhooks: {} }, /has no webhooks\.$/],
    ["with a list of webhooks", { openapi: "3.1.0", webhooks: [{}] }, /has no webhooks\.$/],
    [
      "with too many",
      documentOf(Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`a.${n}`, {}]))),
      /At most 1000/,
    ],
  ])("%s has none, and says why", (_case, document, problem) => {
    const read = webhookTypes(document, "data");
    expect([read.types, read.problem]).toEqual([[], expect.stringMatching(problem)]);
  });

  it("that YAML made a circle of is read", () => {
    const circle: Record<string, unknown> = { type: "object" };
    circle.properties = { self: circle };
    circle.example = circle;
    expect(typeIn(withBody(circle))).toMatchObject({
      errors: ["has a schema that is too large"],
      warnings: ["has an example larger than 65536 bytes, which is left out"],
    });
  });

  it("never makes it throw, whatever is in it", () => {
    const name = fc.constantFrom(
      "post",
      "requestBody",
      "content",
      "schema",
      "$ref",
      "properties",
      "data",
      "allOf",
      "tags",
      "__proto__",
    );
    const ref = fc.constantFrom("#/webhooks/a", "#/webhooks/a/post", "#", "#/", "x", "#/components/%E0");
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 8 }, fc.jsonValue(), ref, fc.array(tie("value")), tie("object")),
      object: fc.dictionary(name, tie("value")),
    }));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom("a", "b.c", "__proto__"), value), (webhooks) => {
        for (const property of ["", "data", "__proto__"]) {
          for (const { schema } of webhookTypes(documentOf(webhooks), property).types) JSON.stringify(schema);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("a document that is made to be large", () => {
  const LONG = "x".repeat(2_000_000);

  /** Webhooks that all have one body. */
  const many = (count: number, schema: unknown, more: object = {}) => {
    const webhook = { post: { requestBody: { content: { "application/json": { schema, ...more } } } } };
    return documentOf(Object.fromEntries(Array.from({ length: count }, (_, n) => [`a.${n}`, webhook])));
  };

  it("gives three reasons a type, and the number of the others", () => {
    const refs = Array.from({ length: 9_000 }, (_, n) => ({ $ref: `#/none/${n}` }));
    const { types } = webhookTypes(many(20, { anyOf: refs }), "");
    const nowhere = [0, 1, 2].map((n) => `has a $ref that leads nowhere: #/none/${n}`);
    expect(types.map(({ errors }) => errors)).toEqual(Array(20).fill([...nowhere, "has 8997 more problems"]));
    expect(types.filter((type) => "schema" in type || "example" in type)).toEqual([]);
  });

  it.each<[string, object, string]>([
    ["a reference", many(1, { $ref: `#/${LONG}` }), ""],
    ["a reference to another document", many(1, { items: { $ref: LONG } }), ""],
    ["a property", many(1, {}), LONG],
  ])("cuts off %s in what it says", (_case, document, property) => {
    const [type] = webhookTypes(document, property).types;
    const [message, ...others] = [...(type?.errors ?? []), ...(type?.warnings ?? [])];
    expect([message?.length, others]).toEqual([expect.toSatisfy((length: number) => length < 300), []]);
    expect(message).toContain("xxx…");
  });

  it.each<[string, unknown]>([
    ["text", { description: LONG }],
    ["keyword", { [LONG]: 1 }],
    ["property", { properties: { [LONG]: {} } }],
    ["value", { enum: [{ [LONG]: 1 }] }],
    ["number of texts", { enum: Array.from({ length: 4_000 }, (_, n) => `value ${n}`) }],
  ])("doesn't copy a schema with a long %s for each webhook", (_case, schema) => {
    const document = {
      ...many(1_000, { $ref: "#/components/schemas/Long" }),
      components: { schemas: { Long: schema } },
    };
    const { types } = webhookTypes(document, "");
    expect(types).toHaveLength(1_000);
    expect(types.every(({ errors }) => errors[0] === "has a schema larger than 32768 bytes")).toBe(true);
    expect(JSON.stringify(types).length).toBeLessThan(200_000);
  });

  it("imports a schema that refers to a part with a long name", () => {
    const schemas = { [LONG]: { type: "string" } };
    const document = documentOf({ a: withBody({ items: { $ref: `#/components/schemas/${LONG}` } }) }, { schemas });
    const [type] = webhookTypes(document, "").types;
    expect([type?.errors, schemaCheck(type?.schema)([1]).map(({ path }) => path)]).toEqual([
      [],
      expect.arrayContaining(["/0"]),
    ]);
    expect(JSON.stringify(type?.schema).length).toBeLessThan(1_000);
  });

  it.each<[string, object]>([
    ["schemas", many(1_000, { description: "x".repeat(20_000) })],
    ["examples", many(1_000, {}, { example: "x".repeat(20_000) })],
  ])("says that all %s together are too large, and which properties bodies have", (_case, document) => {
    expect(webhookTypes(document, "")).toEqual({
      types: [],
      properties: [],
      problem: expect.stringMatching(/^The schemas and examples of the webhooks have more than 10 MB in all/),
    });
    const envelope = { properties: { data: { type: "object" }, note: { description: "x".repeat(20_000) } } };
    const { problem, properties } = webhookTypes(many(1_000, envelope), "");
    expect([problem, properties[0]]).toEqual([expect.any(String), { name: "data", count: 1_000 }]);
    expect(webhookTypes(many(1_000, envelope), "data").types).toHaveLength(1_000);
  });

  it("leaves out an example that is too deep to be written", () => {
    const deep = JSON.parse(`${"[".repeat(30_000)}${"]".repeat(30_000)}`);
    expect(typeIn(withBody({ example: deep }))).toEqual({
      name: "a.b",
      schema: {},
      errors: [],
      warnings: ["has an example larger than 65536 bytes, which is left out"],
    });
  });
});

function nested(levels: number): unknown {
  let schema: unknown = {};
  for (let level = 0; level < levels; level += 1) schema = { items: schema };
  return schema;
}
