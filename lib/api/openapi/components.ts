import * as z from "zod";
import type { $ZodType } from "zod/v4/core";
import type { FieldNotes } from "./operation-description.ts";
import { simplerUnion } from "./unions.ts";

export type JsonSchema = Record<string, unknown>;

/** `input` is what callers write, `output` is what the API shows. */
type Direction = "input" | "output";

/** Collects the named schemas of a document. Other schemas refer to them. */
export function componentSchemas() {
  const schemas: Record<string, JsonSchema> = {};

  /** The JSON Schema of a zod schema. Named schemas in it become references. */
  const schemaOf = (schema: $ZodType, io: Direction): JsonSchema => {
    const { $schema: _dialect, $defs = {}, ...own } = rewritten(z.toJSONSchema(schema, { ...SETTINGS, io }));
    for (const [name, definition] of Object.entries($defs)) add(name, definition as JsonSchema);
    return typeof own.id === "string" ? add(own.id, own) : own;
  };

  /** Keeps a schema under a name. Returns a reference to it. */
  const add = (name: string, { id: _id, notes, ...bare }: JsonSchema): JsonSchema => {
    const schema = withDefaultsInWords(annotated(bare, notes as FieldNotes | undefined));
    const there = schemas[name];
    if (there && JSON.stringify(there) !== JSON.stringify(schema)) throw new Error(`two schemas have the name ${name}`);
    schemas[name] = schema;
    return { $ref: `#/components/schemas/${name}` };
  };

  return { schemas, schemaOf, add };
}

const SETTINGS = {
  // Notes describe what only code can check.
  unrepresentable: "any",
  override: ({ jsonSchema }: { jsonSchema: JsonSchema }) => {
    // zod's pattern takes 400 characters to repeat the format.
    if (jsonSchema.format === "date-time") delete jsonSchema.pattern;
    // zod adds the limits of safe integers, which tell a reader nothing.
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    if (jsonSchema.type === "integer") jsonSchema.format = integerFormat(jsonSchema.maximum);
    if (JSON.stringify(jsonSchema.propertyNames) === '{"type":"string"}') delete jsonSchema.propertyNames;
    if (isEmptyObject(jsonSchema.additionalProperties)) jsonSchema.additionalProperties = true;
    // openapi-generator makes Java of a constant boolean that doesn't compile.
    if (typeof jsonSchema.const === "boolean") delete jsonSchema.const;
    // An empty object says no more than its absence.
    if (isEmptyObject(jsonSchema.default)) delete jsonSchema.default;
  },
} as const;

const isEmptyObject = (value: unknown) => JSON.stringify(value) === "{}";

/** Without a format, openapi-generator takes an integer for one of 32 bits. */
const integerFormat = (maximum: unknown) => (typeof maximum === "number" && maximum < 2 ** 31 ? "int32" : "int64");

const rewritten = (schema: unknown): JsonSchema & { $defs?: object } =>
  JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/$defs/', '"$ref":"#/components/schemas/'), (_name, value) =>
    simplerUnion(value),
  );

/** Adds notes to the fields of an object schema. Throws on a note for a field that does not exist. */
export function annotated(schema: JsonSchema, notes: FieldNotes = {}): JsonSchema {
  const { properties = {} } = schema;
  const lost = Object.keys(notes).filter((name) => !Object.hasOwn(properties as object, name));
  if (lost.length > 0) throw new Error(`notes on fields that do not exist: ${lost.join(", ")}`);
  return schema.properties ? withNotes(schema, notes) : schema;
}

function withNotes(schema: JsonSchema, notes: FieldNotes): JsonSchema {
  const fields = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>);
  const noted = fields.map(([name, field]) => {
    const note = notes[name];
    return [name, { ...field, ...(typeof note === "string" ? { description: note } : note) }];
  });
  return { ...schema, properties: Object.fromEntries(noted) };
}

/**
 * Moves the defaults of an object's fields into their descriptions. With the keyword `default`, openapi-typescript
 * makes clients write the field, and openapi-generator's clients send it, where a stack may allow only a lower value.
 */
function withDefaultsInWords(schema: JsonSchema): JsonSchema {
  if (!schema.properties) return schema;
  const fields = Object.entries(schema.properties as Record<string, JsonSchema>);
  return { ...schema, properties: Object.fromEntries(fields.map(([name, field]) => [name, defaultInWords(field)])) };
}

function defaultInWords({ default: value, ...field }: JsonSchema): JsonSchema {
  if (value === undefined) return field;
  return {
    ...field,
    description: [field.description, `Default: \`${JSON.stringify(value)}\`.`].filter(Boolean).join(" "),
  };
}
