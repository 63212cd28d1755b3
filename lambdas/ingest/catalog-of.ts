import { type Catalog, catalogOf } from "../../lib/core/matching/catalog.ts";
import type { CatalogReader } from "../../lib/core/matching/catalog-store.ts";

/**
 * The operator's catalog, read again when its version has changed and only then. The version comes with the
 * tenant, in the same call; 0 says that there never was an entry.
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
