import { rawElements, rawMembers } from "../../core/kit/raw-json.ts";
import { usage } from "../errors.ts";

/** A type in a file. */
export interface CatalogEntry {
  kind: "event-types" | "derived-types";
  name: string;
  /** The texts of its fields, as they stand in the file, the name's among them. */
  fields: Map<string, string>;
}

/** What a file may hold, in the order in which it is brought in: derived types come from others. */
const LISTS = [
  ["eventTypes", "event-types"],
  ["derivedTypes", "derived-types"],
] as const;

/** The types in a catalog's file: `{eventTypes?, derivedTypes?}`, each as the API takes it. A `usage` error if it is none. */
export function readCatalog(text: string): CatalogEntry[] {
  const lists = membersOf(text, "the catalog");
  const known: string[] = LISTS.map(([list]) => list);
  const stranger = [...lists.keys()].find((list) => !known.includes(list));
  if (stranger !== undefined) throw usage(`a catalog has no ${stranger}`, `There is ${known.join(" and ")}.`);
  return LISTS.flatMap(([list, kind]) =>
    elementsOf(lists.get(list), list).map((entry, i) => entryOf(kind, entry, `${list}[${i}]`)),
  );
}

function entryOf(kind: CatalogEntry["kind"], text: string, place: string): CatalogEntry {
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
