import { parse } from "yaml";
import { cutOff, fewOf } from "../../../../core/catalog/document-messages.ts";
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
    return { problem: cutOff((error as Error).message.split("\n")[0] ?? "") };
  }
}

/** Most documents that wrap the data of an event call it `data`. */
function usualProperty({ types, properties }: ReturnType<typeof webhookTypes>): string {
  const data = properties.find(({ name }) => name === "data");
  return data && data.count * 2 >= types.length ? data.name : "";
}

function checkedType({ schema, example, ...read }: WebhookType): ImportedType {
  const { form, check } = schemaChecks(schema ?? true);
  const errors = [...read.errors, ...fewOf(form.map(({ path, message }) => cutOff(`schema${path} ${message}`)))];
  // What can't be imported is neither compared nor sent.
  if (errors.length > 0) return { ...imported(read), errors };
  const isFit = example === undefined || check(example).length === 0;
  return {
    ...imported(read),
    schemaText: schema === undefined ? undefined : JSON.stringify(schema),
    exampleText: example === undefined ? undefined : JSON.stringify(example),
    warnings: [...read.warnings, ...(isFit ? [] : ["has an example that doesn't fit its schema"])],
  };
}

/** A type without its schema and its example. */
const imported = ({ name, description, group, deprecated, errors, warnings }: WebhookType): ImportedType => ({
  ...{ name, description, group, deprecated: deprecated === true },
  ...{ schemaText: undefined, exampleText: undefined, errors, warnings },
});
