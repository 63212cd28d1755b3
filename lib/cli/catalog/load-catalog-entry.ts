import type { Answer, Api } from "../api-client.ts";
import { CliError } from "../errors.ts";
import type { CatalogEntry } from "./read-catalog.ts";

/** What became of an entry. */
export interface Loaded {
  answer: Answer;
  /** It was not there before. */
  made: boolean;
}

/**
 * Brings a type in: makes it if it is not there yet, and else changes it to what the fields say, so that it can be
 * done again. Rejects with a `CliError` that names the type which the API refuses.
 */
export async function loadEntry({ kind, name, fields }: CatalogEntry, call: Api): Promise<Loaded> {
  const route = `/api/v1/${kind}`;
  try {
    return { made: true, answer: await call(`POST ${route}`, { body: objectOf(fields) }) };
  } catch (error) {
    if (!isTaken(error)) throw naming(name, error);
  }
  const body = objectOf([...fields].filter(([field]) => field !== "name"));
  try {
    return { made: false, answer: await call(`PATCH ${route}/{id}`, { params: { id: name }, body }) };
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
