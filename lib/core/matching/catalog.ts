import type { CatalogEntry, DerivedType } from "../model/catalog-entry.ts";
import { isOwnType } from "./event-types.ts";

/**
 * The operator's event types and derived types, indexed for matching. The types of Posthorn's own events are always
 * listed, and entries that concern them have no effect.
 */
export interface Catalog {
  /** Tells whether the catalog has an event type. Derived types don't count. */
  lists(type: string): boolean;
  /** The JSON Schema, as JSON text, that the data of a type must be valid against; undefined if none is enforced. */
  enforcedSchema(type: string): string | undefined;
  /** The types that are derived from a type. */
  derivedFrom(type: string): readonly DerivedType[];
}

/** Indexes the entries of the catalog. */
export function catalogOf(entries: CatalogEntry[]): Catalog {
  const names = new Set<string>();
  const schemas = new Map<string, string>();
  const derived = new Map<string, DerivedType[]>();
  for (const entry of entries) {
    if (isOwnType(entry.name)) continue;
    if (entry.kind === "derived-type") derived.set(entry.from, [...(derived.get(entry.from) ?? []), entry]);
    else names.add(entry.name);
    if (entry.kind === "event-type" && entry.enforce && entry.schema !== undefined)
      schemas.set(entry.name, entry.schema);
  }
  return {
    lists: (type) => isOwnType(type) || names.has(type),
    enforcedSchema: (type) => schemas.get(type),
    derivedFrom: (type) => (isOwnType(type) ? [] : (derived.get(type) ?? [])),
  };
}
