import { type Catalog, catalogOf } from "../../lib/core/matching/catalog.ts";
import type { CatalogReader } from "../../lib/core/matching/catalog-store.ts";

/**
 * Caches the operator's catalog, and reads it again only when its version has changed. The version comes with the
 * tenant, in the same call. Version 0 means that the catalog never had an entry.
 */
export function cachedCatalog(reader: CatalogReader) {
  let cached: { version: number; catalog: Catalog } = { version: 0, catalog: catalogOf([]) };

  return async function catalogAt(version: number): Promise<Catalog> {
    if (cached.version === version) return cached.catalog;
    const catalog = catalogOf(await reader.listCatalog());
    cached = { version, catalog };
    return catalog;
  };
}
