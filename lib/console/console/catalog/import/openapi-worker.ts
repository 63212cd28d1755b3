import { parse } from "yaml";
import { type WebhookType, webhookTypes } from "../../../../core/catalog/openapi-webhooks.ts";
import { schemaChecks } from "../schema/schema-checks.ts";
import type { ImportedType, OpenApiAnswer, OpenApiRequest } from "./openapi-messages.ts";

// A worker: a document may be large, or made to take long, and the page ends it if it does.
self.onmessage = ({ data: { text, property } }: MessageEvent<OpenApiRequest>) => {
  self.postMessage(answerTo(text, property));
};

function answerTo(text: string, property: string | undefined): OpenApiAnswer {
  const read = documentIn(text);
  if ("problem" in read) return { problem: read.problem, types: [], property: "", properties: [] };
  const whole = webhookTypes(read.document, "");
  const chosen = property ?? usualProperty(whole);
  const { types, ...found } = chosen === "" ? whole : webhookTypes(read.document, chosen);
  return { ...found, property: chosen, types: types.map(checkedType) };
}

/** JSON is YAML too, but its own parser is faster and knows better what is wrong. */
function documentIn(text: string): { document: unknown } | { problem: string } {
  try {
    return { document: /^\s*\{/.test(text) ? JSON.parse(text) : parse(text, { logLevel: "error" }) };
  } catch (error) {
    return { problem: (error as Error).message.split("\n")[0] ?? "" };
  }
}

/** Most documents that wrap the data of an event call it `data`. */
function usualProperty({ types, properties }: ReturnType<typeof webhookTypes>): string {
  const data = properties.find(({ name }) => name === "data");
  return data && data.count * 2 >= types.length ? data.name : "";
}

/** So many problems of a schema are named. */
const MOST_PROBLEMS = 3;

function checkedType({ name, description, group, deprecated, schema, example, ...read }: WebhookType): ImportedType {
  const { form, check } = schemaChecks(schema ?? true);
  const isFit = example === undefined || form.length > 0 || check(example).length === 0;
  return {
    ...{ name, description, group, deprecated: deprecated === true },
    schemaText: schema === undefined ? undefined : JSON.stringify(schema),
    exampleText: example === undefined ? undefined : JSON.stringify(example),
    errors: [...read.errors, ...form.slice(0, MOST_PROBLEMS).map(({ path, message }) => `schema${path} ${message}`)],
    warnings: [...read.warnings, ...(isFit ? [] : ["has an example that doesn't fit its schema"])],
  };
}
