import type { CatalogKey, CatalogStore } from "../../../lib/core/matching/catalog-store.ts";
import type { CatalogEntry } from "../../../lib/core/model.ts";
import type { MemoryWorld } from "./memory-world.ts";

const keyText = ({ kind, name }: CatalogKey): string => `${kind}/${name}`;

export function memoryCatalogStore({ faults, catalog }: MemoryWorld): CatalogStore {
  const put = (entry: CatalogEntry) => {
    catalog.version++;
    catalog.entries.put(keyText(entry), entry);
    return true;
  };
  return {
    listCatalog: async () => faults.call("listCatalog", () => catalog.entries.values()),
    createEntry: async (entry) =>
      faults.call("createEntry", () => catalog.entries.get(keyText(entry)) === undefined && put(entry)),
    getEntry: async (key) => faults.call("getEntry", () => catalog.entries.get(keyText(key))),
    replaceEntry: async (entry, expectedUpdatedAt) =>
      faults.call(
        "replaceEntry",
        () => catalog.entries.get(keyText(entry))?.updatedAt === expectedUpdatedAt && put(entry),
      ),
    deleteEntry: async (key) =>
      faults.call("deleteEntry", () => {
        if (!catalog.entries.delete(keyText(key))) return false;
        catalog.version++;
        return true;
      }),
  };
}
