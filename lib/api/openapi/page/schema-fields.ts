import type { JsonSchema } from "../components.ts";
import { type Html, html, inline } from "./html.ts";

type Schemas = Record<string, JsonSchema>;

const REF = "#/components/schemas/";

/** Follows a reference to a named schema. */
function resolved(schema: JsonSchema, schemas: Schemas): JsonSchema {
  const name = nameOf(schema);
  return name === undefined ? schema : (schemas[name] ?? {});
}

const nameOf = ({ $ref }: JsonSchema): string | undefined =>
  typeof $ref === "string" ? $ref.slice(REF.length) : undefined;

/** The writer of a value: a caller must write required fields, and the API always writes them. */
export type Writer = "caller" | "api";

/** The fields of an object with their types, and the fields of objects within them. */
export function fields(schema: JsonSchema, schemas: Schemas, writer: Writer): Html {
  const { properties, oneOf, required = [] } = resolved(schema, schemas);
  if (Array.isArray(oneOf)) return alternatives(oneOf, schemas, writer);
  if (!properties) return html`<p>${typeName(resolved(schema, schemas))}</p>`;
  const rows = Object.entries(properties as Schemas).map(([name, field]) =>
    row(name, field, (required as string[]).includes(name), schemas, writer),
  );
  return rows.length === 0 ? html`<p>No fields.</p>` : html`<dl class="fields">${rows}</dl>`;
}

const alternatives = (all: JsonSchema[], schemas: Schemas, writer: Writer): Html =>
  html`${all.map((one, i) => html`${i > 0 && html`<p class="or">or</p>`}${fields(one, schemas, writer)}`)}`;

/** A field, a parameter or a header. */
export function row(name: string, schema: JsonSchema, required: boolean, schemas: Schemas, writer: Writer): Html {
  const { description } = { ...resolved(schema, schemas), ...schema };
  const within = innerOf(schema);
  return html`<div><dt><code>${name}</code> <span class="type">${typeName(schema)}</span>${presence(required, writer)}</dt>
<dd>${typeof description === "string" && html`<p>${inline(description)}</p>`}${writer === "caller" ? boundsOf(schema) : choicesOf(schema)}${within && html`<details><summary>Fields</summary>${fields(within, schemas, writer)}</details>`}</dd></div>`;
}

/** Marks the fields that a caller must write, and the fields that the API may leave out. */
function presence(required: boolean, writer: Writer): Html | undefined {
  if (writer === "caller") return required ? html` <span class="required">required</span>` : undefined;
  return required ? undefined : html` <span class="absent">optional</span>`;
}

/** An unnamed object within a field. Named objects have a section of their own. */
function innerOf(schema: JsonSchema): JsonSchema | undefined {
  const inner = schema.type === "array" ? (schema.items as JsonSchema) : schema;
  return inner.properties ? inner : undefined;
}

/** The type of a value: `string`, `date-time`, `string[]`. */
function typeName(schema: JsonSchema): Html {
  const name = nameOf(schema);
  if (name !== undefined) return html`<a href="#schema-${name}">${name}</a>`;
  const { type, oneOf, items, format, additionalProperties } = schema;
  if (Array.isArray(oneOf)) return html`${oneOf.map((one, i) => html`${i > 0 && " or "}${typeName(one)}`)}`;
  if (schema.const !== undefined) return html`${JSON.stringify(schema.const)}`;
  if (Array.isArray(type)) return html`${type.join(" or ")}`;
  if (type === "array") return html`${typeName((items ?? {}) as JsonSchema)}[]`;
  if (type === "object" && typeof additionalProperties === "object" && additionalProperties) {
    return html`map of ${typeName(additionalProperties as JsonSchema)}`;
  }
  if (format === "date-time") return html`date-time`;
  return html`${typeof type === "string" ? type : "any JSON"}`;
}

/** The limits of a value. */
function boundsOf(schema: JsonSchema): Html | undefined {
  const { pattern, default: standard, minLength } = schema;
  const bounds = [
    choices(schema),
    range(schema.minimum, schema.maximum, ""),
    minLength === 1 && schema.maxLength === undefined
      ? html`not empty`
      : range(minLength, schema.maxLength, " characters"),
    range(schema.minItems, schema.maxItems, " items"),
    typeof pattern === "string" && html`matches <code>${pattern}</code>`,
    standard !== undefined && html`default <code>${JSON.stringify(standard)}</code>`,
  ].filter((bound) => bound !== false && bound !== undefined);
  return bounds.length === 0
    ? undefined
    : html`<p class="bounds">${bounds.map((bound, i) => html`${i > 0 && "; "}${bound}`)}</p>`;
}

const choicesOf = (schema: JsonSchema): Html | undefined => {
  const words = choices(schema);
  return words && html`<p class="bounds">${words}</p>`;
};

const choices = ({ enum: all }: JsonSchema): Html | undefined =>
  Array.isArray(all)
    ? html`one of ${all.map((one, i) => html`${i > 0 && ", "}<code>${String(one)}</code>`)}`
    : undefined;

function range(min: unknown, max: unknown, unit: string): Html | undefined {
  const from = typeof min === "number" ? min : undefined;
  const to = typeof max === "number" ? max : undefined;
  if (from !== undefined && to !== undefined) return html`${from} to ${to}${unit}`;
  if (to !== undefined) return html`at most ${to}${unit}`;
  return from === undefined ? undefined : html`at least ${from}${unit}`;
}
