import { rawElements, rawMembers } from "../../core/kit/raw-json.ts";
import { usage } from "../errors.ts";

/** An event type or a derived type in a catalog file. */
export interface CatalogFileEntry {
  kind: "event-types" | "derived-types";
  name: string;
  /** The raw JSON text of each field, the name included. */
  fields: Map<string, string>;
}

/** The lists in a file, in loading order. Event types come first, because derived types refer to them. */
const LISTS = [
  ["eventTypes", "event-types"],
  ["derivedTypes", "derived-types"],
] as const;

/**
 * Reads the types in a catalog file: `{eventTypes?, derivedTypes?}`, with each entry in the format of the API. Throws a
 * `usage` error when the file has another format.
 */
export function readCatalog(text: string): CatalogFileEntry[] {
  const lists = membersOf(text, "the catalog");
  const known: string[] = LISTS.map(([list]) => list);
  const unknown = [...lists.keys()].find((list) => !known.includes(list));
  if (unknown !== undefined) throw usage(`unknown list in the catalog: ${unknown}`, `Use ${known.join(" and ")}.`);
  return LISTS.flatMap(([list, kind]) =>
    elementsOf(lists.get(list), list).map((entry, i) => entryOf(kind, entry, `${list}[${i}]`)),
  );
}

function entryOf(kind: CatalogFileEntry["kind"], text: string, place: string): CatalogFileEntry {
  const fields = membersOf(text, place);
  const name: unknown = JSON.parse(fields.get("name") ?? "null");
  if (typeof name !== "string") throw usage(`${place} has no name`);
  return { kind, name, fields };
}

function membersOf(text: string, what: string): Map<string, string> {
  if (!text.trimStart().startsWith("{")) throw usage(`${what} must be a JSON object`);
  return rawMembers(text);
}

function elementsOf(text: string | undefined, what: string): string[] {
  if (text === undefined) return [];
  if (!text.startsWith("[")) throw usage(`${what} must be a JSON array`);
  return rawElements(text);
}
