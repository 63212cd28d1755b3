import * as z from "zod";
import { schemaProblems } from "../core/json-schema.ts";
import { EVENT_TYPE } from "../core/matching.ts";
import type { CatalogEntry, EventType } from "../core/model.ts";
import { condition } from "./condition.ts";

const text = (max: number) => z.string().max(max, `must be at most ${max} characters`);

const typeName = text(128).regex(EVENT_TYPE, "must be an event type such as invoice.paid");

const MAX_SCHEMA_BYTES = 32 * 1024;
const MAX_EXAMPLE_BYTES = 64 * 1024;

/** A JSON value, kept as its text. */
const json = (maxBytes: number) =>
  z
    .unknown()
    .refine((value) => value !== undefined, "is required")
    .transform((value) => JSON.stringify(value))
    .refine((kept) => Buffer.byteLength(kept) <= maxBytes, `must be at most ${maxBytes} bytes`);

const jsonSchema = z
  .unknown()
  .superRefine((value, context) => {
    for (const { path, message } of schemaProblems(value)) {
      context.addIssue({ code: "custom", path: path.split("/").slice(1).map(unescaped), message });
    }
  })
  .pipe(json(MAX_SCHEMA_BYTES));

const unescaped = (part: string): string => part.replaceAll("~1", "/").replaceAll("~0", "~");

/** What an operator says of an event type. */
const eventTypeFields = {
  description: text(2000),
  schema: jsonSchema,
  example: json(MAX_EXAMPLE_BYTES),
  group: text(128),
  deprecated: z.boolean(),
  enforce: z.boolean(),
};

export const eventTypeSchema = z.strictObject({
  name: typeName,
  description: eventTypeFields.description.optional(),
  schema: eventTypeFields.schema.optional(),
  example: eventTypeFields.example.optional(),
  group: eventTypeFields.group.optional(),
  deprecated: eventTypeFields.deprecated.default(false),
  enforce: eventTypeFields.enforce.default(false),
});

/** null clears. */
export const eventTypePatch = z
  .strictObject({
    description: eventTypeFields.description.nullable(),
    schema: z.union([z.null(), eventTypeFields.schema]),
    example: eventTypeFields.example,
    group: eventTypeFields.group.nullable(),
    deprecated: eventTypeFields.deprecated,
    enforce: eventTypeFields.enforce,
  })
  .partial();

export const derivedTypeSchema = z.strictObject({
  name: typeName,
  description: text(2000).optional(),
  from: typeName,
  when: condition,
});

export const derivedTypePatch = z
  .strictObject({ description: text(2000).nullable(), from: typeName, when: condition })
  .partial();

/** An entry as the API shows it, as JSON text: schema and example stand in it as JSON. */
export function catalogView(entry: CatalogEntry): string {
  return entry.kind === "event-type" ? eventTypeView(entry) : JSON.stringify(derivedTypeFields(entry));
}

function eventTypeView({ name, description, group, deprecated, enforce, schema, example, ...at }: EventType): string {
  const head = JSON.stringify({ name, description, group, deprecated, enforce });
  const parts = [
    ...(schema === undefined ? [] : [`"schema":${schema}`]),
    ...(example === undefined ? [] : [`"example":${example}`]),
    JSON.stringify({ createdAt: at.createdAt, updatedAt: at.updatedAt }).slice(1),
  ];
  return `${head.slice(0, -1)},${parts.join(",")}`;
}

function derivedTypeFields({ name, description, from, when, createdAt, updatedAt }: Exclude<CatalogEntry, EventType>) {
  return { name, description, from, when, createdAt, updatedAt };
}
