import { describe, expect, it } from "vitest";
import { schemaProblems } from "../../../lib/core/kit/schema-problems.ts";

const SCHEMA = [1, [], "string"];
const SCHEMAS = [1, [], { a: 1 }];
const LIST = [1, {}, [], [1]];
const COUNT = [-1, 1.5, "1"];
const NUMBER = ["1", null];
const TEXT = [1, {}];
const NAMES = ["a", [1], ["a", "a"]];

/** Values that a keyword can't have. Draft 2020-12 (https://json-schema.org/draft/2020-12/schema) has the same. */
const WRONG: Record<string, readonly unknown[]> = {
  $schema: TEXT,
  $id: TEXT,
  $ref: [1, "https://example.com/other.json"],
  $anchor: TEXT,
  $dynamicRef: ["#a"],
  $defs: SCHEMAS,
  definitions: SCHEMAS,
  type: ["text", 1, [], ["string", "string"], ["text"]],
  enum: ["a", {}],
  multipleOf: [0, -1, "1"],
  maximum: NUMBER,
  exclusiveMaximum: NUMBER,
  minimum: NUMBER,
  exclusiveMinimum: NUMBER,
  maxLength: COUNT,
  minLength: COUNT,
  pattern: [1, "("],
  format: TEXT,
  maxItems: COUNT,
  minItems: COUNT,
  uniqueItems: [1, "true"],
  maxContains: COUNT,
  minContains: COUNT,
  maxProperties: COUNT,
  minProperties: COUNT,
  required: NAMES,
  dependentRequired: [1, [], { a: "b" }, { a: ["b", "b"] }],
  prefixItems: LIST,
  items: SCHEMA,
  contains: SCHEMA,
  additionalProperties: SCHEMA,
  unevaluatedItems: SCHEMA,
  unevaluatedProperties: SCHEMA,
  propertyNames: SCHEMA,
  properties: SCHEMAS,
  patternProperties: [...SCHEMAS, { "(": true }],
  dependentSchemas: SCHEMAS,
  allOf: LIST,
  anyOf: LIST,
  oneOf: LIST,
  not: SCHEMA,
  ...Object.fromEntries(["if", "then", "else"].map((keyword) => [keyword, SCHEMA])),
};

describe("a schema with a wrong value", () => {
  it.each(Object.entries(WRONG))("of %s is rejected, at any depth", (keyword, values) => {
    for (const value of values) {
      expect(schemaProblems({ [keyword]: value }), JSON.stringify(value)).not.toEqual([]);
      expect(schemaProblems({ properties: { a: { items: { [keyword]: value } } } })).not.toEqual([]);
    }
  });

  it.each([1, "a", null, []])("in place of a schema is rejected: %j", (schema) => {
    expect(schemaProblems(schema)).not.toEqual([]);
  });
});

describe("a schema with each type", () => {
  it.each(["array", "boolean", "integer", "null", "number", "object", "string"])("%s is valid", (type) => {
    expect(schemaProblems({ type })).toEqual([]);
    expect(schemaProblems({ type: [type] })).toEqual([]);
  });
});

describe("a schema", () => {
  it.each([
    ["a broken expression", { properties: { a: { pattern: "(" } } }, "/properties/a/pattern", /^is not a regular expr/],
    ["a broken name", { patternProperties: { "[": true } }, "/patternProperties", /^is not a regular expression: \[$/],
    [
      "a dangling reference",
      { items: { $ref: "#/$defs/x" } },
      "",
      /^has a \$ref that can't be resolved: #\/\$defs\/x$/,
    ],
    ["an identity that is no URL", { $id: "http://[", items: { $ref: "#/$defs/x" } }, "", /^can't be read as a JSON/],
  ])("with %s is rejected", (_case, schema, path, message) => {
    expect(schemaProblems(schema)).toEqual([{ path, message: expect.stringMatching(message) }]);
  });

  it.each([
    ["enum", { enum: [{ pattern: "(" }] }],
    ["const", { const: { pattern: "(" } }],
    ["a valid expression", { pattern: "^\\p{L}+$" }],
    ["a valid name", { patternProperties: { "^a": { pattern: "b" } } }],
  ])("may have %s", (_case, schema) => {
    expect(schemaProblems(schema)).toEqual([]);
  });
});
