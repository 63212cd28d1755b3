import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { schemaCheck } from "../../../lib/core/kit/json-schema.ts";
import { schemaProblems } from "../../../lib/core/kit/schema-problems.ts";

const order = {
  type: "object",
  required: ["id"],
  properties: {
    id: { type: "string" },
    lines: { type: "array", items: { $ref: "#/$defs/line" } },
    "a/b c": { const: 1 },
  },
  additionalProperties: false,
  $defs: { line: { type: "object", properties: { quantity: { type: "integer", minimum: 1 } } } },
};

describe("a value", () => {
  it.each<[string, unknown, string[]]>([
    ["that is valid", { id: "1", lines: [{ quantity: 2 }] }, []],
    ["of another type", [], [""]],
    ["with a missing member", {}, ["/id"]],
    ["with a bad member deep in it", { id: "1", lines: [{}, { quantity: 0 }] }, ["/lines/1/quantity"]],
    ["with an unknown member", { id: "1", more: 1 }, ["/more"]],
    ["with a member whose name is escaped", { id: "1", "a/b c": 2 }, ["/a~1b c"]],
    ["with many problems", { lines: [1, "2"], more: 1 }, ["/id", "/lines/0", "/lines/1", "/more"]],
  ])("%s fails at %j", (_case, value, paths) => {
    const found = schemaCheck(order)(value).map(({ path }) => path);
    expect([...new Set(found)].sort()).toEqual(paths);
  });

  it("is checked for a limited time", () => {
    const check = schemaCheck({ pattern: "^(a+)+$" });
    expect(check(`${"a".repeat(60)}!`)).toEqual([{ path: "", message: "took too long to check" }]);
  });

  it("can be anything", () => {
    const check = schemaCheck(order);
    fc.assert(fc.property(fc.jsonValue(), (value) => Array.isArray(check(value))));
  });
});

describe("a schema", () => {
  it.each<[string, unknown]>([
    ["true", true],
    ["empty", {}],
    ["with references", order],
    ["with an identity", { $id: "https://example.com/x", items: { $ref: "#/$defs/x" }, $defs: { x: true } }],
    ["that refers to itself", { properties: { next: { $ref: "#" } } }],
    ["with a property that has the name of a keyword", { properties: { pattern: { type: "string" } } }],
    ["with conditions", JSON.parse('{"if":{"type":"string"},"then":{"minLength":1},"else":false}')],
  ])("may be %s", (_case, schema) => {
    expect(schemaProblems(schema)).toEqual([]);
  });

  it("may not refer to itself without end", () => {
    expect(schemaProblems({ $ref: "#" })).toEqual([{ path: "", message: "can't be checked" }]);
  });

  it("gets an answer, whatever it is", () => {
    fc.assert(fc.property(fc.jsonValue(), (schema) => Array.isArray(schemaProblems(schema))));
  });
});

it("a schema on a busy machine is not rejected for the time that its check takes", () => {
  const slow = {
    get type() {
      const end = performance.now() + 300;
      while (performance.now() < end);
      return "object";
    },
  };
  expect(schemaProblems(slow)).toEqual([]);
});
