import * as z from "zod/mini";
import { schemaProblems } from "../../core/kit/schema-problems.ts";
import { EVENT_TYPE } from "../../core/matching/event-types.ts";
import type { CatalogEntry, EventType } from "../../core/model.ts";
import { condition } from "../http/condition-field.ts";

const text = (max: number) => z.string().check(z.maxLength(max, `must be at most ${max} characters`));

const typeName = text(128).check(z.regex(EVENT_TYPE, "must be an event type such as invoice.paid"));

const MAX_SCHEMA_BYTES = 32 * 1024;
const MAX_EXAMPLE_BYTES = 64 * 1024;

/** A JSON value, kept as its text. */
const json = (maxBytes: number) =>
  z.pipe(
    z.unknown().check(z.refine((value) => value !== undefined, "is required")),
    z.pipe(
      z.transform((value) => JSON.stringify(value)),
      z.string().check(z.refine((kept) => Buffer.byteLength(kept) <= maxBytes, `must be at most ${maxBytes} bytes`)),
    ),
  );

const jsonSchema = z.pipe(
  z.unknown().check(({ value, issues }) => {
    for (const { path, message } of schemaProblems(value)) {
      issues.push({ code: "custom", path: path.split("/").slice(1).map(unescaped), message, input: value });
    }
  }),
  json(MAX_SCHEMA_BYTES),
);

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
  description: z.optional(eventTypeFields.description),
  schema: z.optional(eventTypeFields.schema),
  example: z.optional(eventTypeFields.example),
  group: z.optional(eventTypeFields.group),
  deprecated: z._default(eventTypeFields.deprecated, false),
  enforce: z._default(eventTypeFields.enforce, false),
});

/** null clears. */
export const eventTypePatch = z.partial(
  z.strictObject({
    description: z.nullable(eventTypeFields.description),
    schema: z.nullable(eventTypeFields.schema),
    example: eventTypeFields.example,
    group: z.nullable(eventTypeFields.group),
    deprecated: eventTypeFields.deprecated,
    enforce: eventTypeFields.enforce,
  }),
);

export const derivedTypeSchema = z.strictObject({
  name: typeName,
  description: z.optional(text(2000)),
  from: typeName,
  when: condition,
});

export const derivedTypePatch = z.partial(
  z.strictObject({ description: z.nullable(text(2000)), from: typeName, when: condition }),
);

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
