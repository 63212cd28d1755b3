import * as z from "zod/mini";
import { jsonPointerParts } from "../../core/kit/json-pointer.ts";
import { schemaProblems } from "../../core/kit/schema-problems.ts";
import { MAX_EXAMPLE_BYTES, MAX_SCHEMA_BYTES, MAX_TYPE_DESCRIPTION, MAX_TYPE_GROUP } from "../../core/limits.ts";
import { conditionField } from "../http/condition-field.ts";
import { eventTypeField, requiredEventType, stringUpTo } from "../http/fields.ts";
import { jsonTextField, shallowJson } from "../http/json-text-field.ts";
import { pageSchema } from "../http/pages.ts";

/** A JSON value. Outputs its text. */
const jsonText = (maxBytes: number) =>
  z.pipe(
    jsonTextField,
    z.string().check(z.refine((text) => Buffer.byteLength(text) <= maxBytes, `must be at most ${maxBytes} bytes`)),
  );

const jsonSchema = z.pipe(
  shallowJson,
  z.pipe(
    z.unknown().check(({ value, issues }) => {
      for (const { path, message } of schemaProblems(value)) {
        issues.push({ code: "custom", path: jsonPointerParts(path), message, input: value });
      }
    }),
    jsonText(MAX_SCHEMA_BYTES),
  ),
);

/** The query string of the list: with a name, the list has that entry only. */
export const entryListSchema = z.extend(pageSchema, { name: z.optional(eventTypeField) });

/** The query string of requests about one entry. A path can't carry a name with a slash. */
export const entryNameSchema = z.strictObject({
  name: requiredEventType("is required in the query string"),
});

/** Fields that an operator sets on an event type. */
const eventTypeFields = {
  description: stringUpTo(MAX_TYPE_DESCRIPTION),
  schema: jsonSchema,
  example: jsonText(MAX_EXAMPLE_BYTES),
  group: stringUpTo(MAX_TYPE_GROUP),
  deprecated: z.boolean(),
  enforce: z.boolean(),
};

export const eventTypeSchema = z.strictObject({
  name: eventTypeField,
  description: z.optional(eventTypeFields.description),
  schema: z.optional(eventTypeFields.schema),
  example: z.optional(eventTypeFields.example),
  group: z.optional(eventTypeFields.group),
  deprecated: z._default(eventTypeFields.deprecated, false),
  enforce: z._default(eventTypeFields.enforce, false),
});

/** null clears a field. */
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
  name: eventTypeField,
  description: z.optional(stringUpTo(MAX_TYPE_DESCRIPTION)),
  from: eventTypeField,
  when: conditionField,
});

/** null clears a field. */
export const derivedTypePatch = z.partial(
  z.strictObject({
    description: z.nullable(stringUpTo(MAX_TYPE_DESCRIPTION)),
    from: eventTypeField,
    when: conditionField,
  }),
);
