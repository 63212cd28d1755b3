import type { AuditEntry } from "../../../lib/core/audit/audit-entry.ts";
import type { CatalogKey, CatalogStore } from "../../../lib/core/matching/catalog-store.ts";
import type { CatalogEntry } from "../../../lib/core/model/catalog-entry.ts";
import { keepAudit } from "./memory-audit.ts";
import type { MemoryWorld } from "./memory-world.ts";

const keyText = ({ kind, name }: CatalogKey): string => `${kind}/${name}`;

export function memoryCatalogStore(world: MemoryWorld): CatalogStore {
  const { faults, catalog } = world;
  const put = (entry: CatalogEntry, audit: AuditEntry | undefined) => {
    keepAudit(world, audit);
    catalog.version++;
    catalog.entries.put(keyText(entry), entry);
    return true;
  };
  return {
    listCatalog: async () => faults.call("listCatalog", () => catalog.entries.values()),
    listEntries: async (kind, after, limit) =>
      faults.call("listEntries", () =>
        catalog.entries
          .values()
          .filter((entry) => entry.kind === kind && entry.name > after)
          .sort((one, other) => (one.name < other.name ? -1 : 1))
          .slice(0, limit),
      ),
    createEntry: async (entry, audit) =>
      faults.call("createEntry", () => catalog.entries.get(keyText(entry)) === undefined && put(entry, audit)),
    getEntry: async (key) => faults.call("getEntry", () => catalog.entries.get(keyText(key))),
    replaceEntry: async (entry, expectedUpdatedAt, audit) =>
      faults.call(
        "replaceEntry",
        () => catalog.entries.get(keyText(entry))?.updatedAt === expectedUpdatedAt && put(entry, audit),
      ),
    deleteEntry: async (key, audit) =>
      faults.call("deleteEntry", () => {
        if (!catalog.entries.delete(keyText(key))) return false;
        catalog.version++;
        keepAudit(world, audit);
        return true;
      }),
  };
}
