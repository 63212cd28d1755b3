import type { CatalogEntry, DerivedType } from "../model.ts";

/** The operator's event types and derived types, ready to be asked. */
export interface Catalog {
  /** The JSON Schema, as JSON text, that data of a type must fit, if it is enforced. */
  enforcedSchema(type: string): string | undefined;
  /** The types derived from a type. */
  derivedFrom(type: string): readonly DerivedType[];
}

/** Orders entries for look-up. */
export function catalogOf(entries: CatalogEntry[]): Catalog {
  const schemas = new Map<string, string>();
  const derived = new Map<string, DerivedType[]>();
  for (const entry of entries) {
    if (entry.kind === "derived-type") derived.set(entry.from, [...(derived.get(entry.from) ?? []), entry]);
    else if (entry.enforce && entry.schema !== undefined) schemas.set(entry.name, entry.schema);
  }
  return { enforcedSchema: (type) => schemas.get(type), derivedFrom: (type) => derived.get(type) ?? [] };
}

export interface CatalogReader {
  /** The whole catalog, strongly consistent. */
  listCatalog(): Promise<CatalogEntry[]>;
}

/** Names an entry of the catalog. */
export type CatalogKey = Pick<CatalogEntry, "kind" | "name">;

export interface CatalogStore extends CatalogReader {
  /** Creates, bumping the catalog's version in the same transaction. False when the name is taken in its kind. */
  createEntry(entry: CatalogEntry): Promise<boolean>;
  getEntry(key: CatalogKey): Promise<CatalogEntry | undefined>;
  /**
   * Replaces an entry whose `updatedAt` is still `expectedUpdatedAt`, bumping the version. False when it was
   * changed or deleted meanwhile.
   */
  replaceEntry(entry: CatalogEntry, expectedUpdatedAt: string): Promise<boolean>;
  /** Deletes, bumping the version. False when there was none. */
  deleteEntry(key: CatalogKey): Promise<boolean>;
}
