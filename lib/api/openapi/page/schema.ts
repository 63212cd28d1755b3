import type { JsonSchema } from "../components.ts";
import { type Html, html, inline } from "./html.ts";

type Schemas = Record<string, JsonSchema>;

const REF = "#/components/schemas/";

/** The schema that is meant, where one refers to another. */
function resolved(schema: JsonSchema, schemas: Schemas): JsonSchema {
  const name = nameOf(schema);
  return name === undefined ? schema : (schemas[name] ?? {});
}

const nameOf = ({ $ref }: JsonSchema): string | undefined =>
  typeof $ref === "string" ? $ref.slice(REF.length) : undefined;

/** Who writes it: a caller must give what is required, and the API always does. */
export type Writer = "caller" | "api";

/** The fields of an object, each with what it may be; the fields of objects in it within. */
export function fields(schema: JsonSchema, schemas: Schemas, writer: Writer): Html {
  const { properties, anyOf, required = [] } = resolved(schema, schemas);
  if (Array.isArray(anyOf)) return alternatives(anyOf, schemas, writer);
  if (!properties) return html`<p>${typeWords(resolved(schema, schemas))}</p>`;
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
  return html`<div><dt><code>${name}</code> <span class="type">${typeWords(schema)}</span>${presence(required, writer)}</dt>
<dd>${typeof description === "string" && html`<p>${inline(description)}</p>`}${writer === "caller" ? boundsOf(schema) : choicesOf(schema)}${within && html`<details><summary>Its fields</summary>${fields(within, schemas, writer)}</details>`}</dd></div>`;
}

/** What is not always there; of what a caller writes, what must be. */
function presence(required: boolean, writer: Writer): Html | undefined {
  if (writer === "caller") return required ? html` <span class="required">required</span>` : undefined;
  return required ? undefined : html` <span class="absent">may be absent</span>`;
}

/** The object whose fields stand within those of another: not the named ones, which have a place of their own. */
function innerOf(schema: JsonSchema): JsonSchema | undefined {
  const inner = schema.type === "array" ? (schema.items as JsonSchema) : schema;
  return inner.properties ? inner : undefined;
}

/** What a value is, in words. */
function typeWords(schema: JsonSchema): Html {
  const name = nameOf(schema);
  if (name !== undefined) return html`<a href="#schema-${name}">${name}</a>`;
  const { type, anyOf, items, format, additionalProperties } = schema;
  if (Array.isArray(anyOf)) return html`${anyOf.map((one, i) => html`${i > 0 && " or "}${typeWords(one)}`)}`;
  if (schema.const !== undefined) return html`${JSON.stringify(schema.const)}`;
  if (Array.isArray(type)) return html`${type.map((one) => WORDS[one] ?? one).join(" or ")}`;
  if (type === "array") return html`list of ${plural((items ?? {}) as JsonSchema)}`;
  if (type === "object" && typeof additionalProperties === "object" && additionalProperties) {
    return html`map of ${typeWords(additionalProperties as JsonSchema)}`;
  }
  if (format === "date-time") return html`instant`;
  return html`${typeof type === "string" ? (WORDS[type] ?? type) : "any JSON"}`;
}

const plural = (schema: JsonSchema): Html =>
  ["string", "object"].includes(String(schema.type)) ? html`${typeWords(schema)}s` : typeWords(schema);

const WORDS: Record<string, string> = { string: "text", integer: "whole number", boolean: "true or false" };

/** What a value must keep to. */
function boundsOf(schema: JsonSchema): Html | undefined {
  const { pattern, default: standard, minLength } = schema;
  const bounds = [
    choices(schema),
    range(schema.minimum, schema.maximum, ""),
    minLength === 1 && schema.maxLength === undefined
      ? html`not empty`
      : range(minLength, schema.maxLength, " characters"),
    range(schema.minItems, schema.maxItems, " entries"),
    typeof pattern === "string" && html`like <code>${pattern}</code>`,
    standard !== undefined && html`<code>${JSON.stringify(standard)}</code> when left out`,
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
  Array.isArray(all) ? html`one of ${all.map((one, i) => html`${i > 0 && ", "}<code>${one}</code>`)}` : undefined;

function range(min: unknown, max: unknown, unit: string): Html | undefined {
  const from = typeof min === "number" ? min : undefined;
  const to = typeof max === "number" ? max : undefined;
  if (from !== undefined && to !== undefined) return html`${from} to ${to}${unit}`;
  if (to !== undefined) return html`at most ${to}${unit}`;
  return from === undefined ? undefined : html`at least ${from}${unit}`;
}
