import type { CatalogReader } from "../../../core/matching/catalog-store.ts";
import type { CatalogEntry } from "../../../core/model/catalog-entry.ts";
import { queryPartition } from "../driver/query.ts";
import type { TableAccess } from "../driver/table-access.ts";
import { CATALOG_PK } from "../keys/catalog-keys.ts";
import { recordIn } from "../rows.ts";

/** The operator's event types and derived types, by kind and name. */
export const dynamoCatalogReader = (table: TableAccess): CatalogReader => ({
  async listCatalog() {
    const rows = await queryPartition(table, CATALOG_PK);
    return rows.map((row) => recordIn<CatalogEntry>(row));
  },
});
