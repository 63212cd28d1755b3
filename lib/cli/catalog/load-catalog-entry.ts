import type { Api, CallAnswer } from "../api-client.ts";
import { CliError } from "../errors.ts";
import { callEntry } from "./entry-by-name.ts";
import type { CatalogFileEntry } from "./read-catalog.ts";

export interface Loaded {
  answer: CallAnswer;
  /** False when the type existed and was updated. */
  created: boolean;
}

/**
 * Creates a type, or updates it when it exists. A load can therefore be repeated. Rejects with a `CliError` that names
 * the type when the API rejects it.
 */
export async function loadEntry({ kind, name, fields }: CatalogFileEntry, call: Api): Promise<Loaded> {
  const route = `/api/v1/${kind}`;
  try {
    return { created: true, answer: await call(`POST ${route}`, { body: objectOf(fields) }) };
  } catch (error) {
    if (!isTaken(error)) throw naming(name, error);
  }
  const body = objectOf([...fields].filter(([field]) => field !== "name"));
  try {
    return { created: false, answer: await callEntry(call, "PATCH", route, name, body) };
  } catch (error) {
    throw naming(name, error);
  }
}

const objectOf = (fields: Iterable<[string, string]>): string =>
  `{${[...fields].map(([field, text]) => `${JSON.stringify(field)}:${text}`).join(",")}}`;

const isTaken = (error: unknown): boolean => error instanceof CliError && error.message.startsWith("409 ");

const naming = (name: string, error: unknown): unknown =>
  error instanceof CliError && error.exitCode === 1
    ? new CliError(1, `${name}: ${error.message}`, error.lines, error.answer)
    : error;
