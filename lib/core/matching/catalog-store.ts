import type { AuditEntry } from "../audit/audit-entry.ts";
import type { CatalogEntry } from "../model/catalog-entry.ts";

export interface CatalogReader {
  /** The whole catalog, strongly consistent. */
  listCatalog(): Promise<CatalogEntry[]>;
}

/** Identifies an entry of the catalog. */
export type CatalogKey = Pick<CatalogEntry, "kind" | "name">;

/** Stores the catalog. Every change raises the catalog's version in the same transaction, which stores its audit entry. */
export interface CatalogStore extends CatalogReader {
  /** The first entries of a kind whose names come after a name, by name. Strongly consistent. */
  listEntries(kind: CatalogEntry["kind"], after: string, limit: number): Promise<CatalogEntry[]>;
  /** Creates an entry. Resolves with false if the name is taken by an entry of the same kind. */
  createEntry(entry: CatalogEntry, audit?: AuditEntry): Promise<boolean>;
  /** Resolves with undefined if there is no such entry. */
  getEntry(key: CatalogKey): Promise<CatalogEntry | undefined>;
  /**
   * Replaces an entry whose `updatedAt` is still `expectedUpdatedAt`. Resolves with false if somebody changed or
   * deleted the entry in the meantime.
   */
  replaceEntry(entry: CatalogEntry, expectedUpdatedAt: string, audit?: AuditEntry): Promise<boolean>;
  /** Deletes an entry. Resolves with false if there is no such entry. */
  deleteEntry(key: CatalogKey, audit?: AuditEntry): Promise<boolean>;
}
