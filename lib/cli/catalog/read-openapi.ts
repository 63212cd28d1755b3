import { cutOff } from "../../core/catalog/document-messages.ts";
import type { WebhookType } from "../../core/catalog/openapi-webhooks.ts";
import { usage } from "../errors.ts";
import type { CatalogFileEntry } from "./read-catalog.ts";

/** Reads a document in JSON or YAML. Throws a `usage` error if it is neither. */
export async function openApiIn(text: string): Promise<unknown> {
  // Other commands start without the library.
  const { parse } = await import("yaml");
  try {
    return /^\s*\{/.test(text) ? JSON.parse(text) : parse(text, { logLevel: "error" });
  } catch (error) {
    throw usage(`the document can't be read: ${cutOff((error as Error).message.split("\n")[0] ?? "")}`);
  }
}

/** The types of a document as a catalog file has them. */
export const entriesOf = (types: readonly WebhookType[]): CatalogFileEntry[] =>
  types.map(({ errors: _errors, warnings: _warnings, ...fields }) => ({
    kind: "event-types",
    name: fields.name,
    fields: new Map(Object.entries(fields).map(([field, value]) => [field, JSON.stringify(value)])),
  }));
