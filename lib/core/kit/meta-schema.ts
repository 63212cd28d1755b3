import type { Schema } from "@cfworker/json-schema";

const schema: Schema = { $ref: "#" };
const schemas: Schema = { type: "object", additionalProperties: schema };
const list: Schema = { type: "array", items: schema, minItems: 1 };
const count: Schema = { type: "integer", minimum: 0 };
const names: Schema = { type: "array", items: { type: "string" }, uniqueItems: true };
const typeName: Schema = { enum: ["array", "boolean", "integer", "null", "number", "object", "string"] };

/** The JSON Schema of JSON Schemas: the keywords of draft 2020-12 that a validator acts on. */
export const META_SCHEMA: Schema = {
  type: ["object", "boolean"],
  properties: {
    $schema: { type: "string" },
    $id: { type: "string" },
    $ref: { type: "string", pattern: "^#" },
    $anchor: { type: "string" },
    $dynamicRef: false,
    $defs: schemas,
    definitions: schemas,
    type: { anyOf: [typeName, { type: "array", items: typeName, minItems: 1, uniqueItems: true }] },
    enum: { type: "array" },
    multipleOf: { type: "number", exclusiveMinimum: 0 },
    maximum: { type: "number" },
    exclusiveMaximum: { type: "number" },
    minimum: { type: "number" },
    exclusiveMinimum: { type: "number" },
    maxLength: count,
    minLength: count,
    pattern: { type: "string" },
    format: { type: "string" },
    maxItems: count,
    minItems: count,
    uniqueItems: { type: "boolean" },
    maxContains: count,
    minContains: count,
    maxProperties: count,
    minProperties: count,
    required: names,
    dependentRequired: { type: "object", additionalProperties: names },
    prefixItems: list,
    items: schema,
    contains: schema,
    additionalProperties: schema,
    unevaluatedItems: schema,
    unevaluatedProperties: schema,
    propertyNames: schema,
    properties: schemas,
    patternProperties: schemas,
    dependentSchemas: schemas,
    allOf: list,
    anyOf: list,
    oneOf: list,
    not: schema,
    ...Object.fromEntries(["if", "then", "else"].map((keyword) => [keyword, schema])),
  },
};
