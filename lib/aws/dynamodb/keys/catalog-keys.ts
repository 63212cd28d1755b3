import { hashOf } from "../shards.ts";
import type { RowKey } from "../table.ts";

/**
 * Every event of every tenant reads the catalog's version, and a partition serves 3,000 strongly consistent reads a
 * second. So there are sixteen rows with the version, and each tenant reads one of them.
 */
const CATALOG_VERSIONS = Array.from({ length: 16 }, (_, n) => n);
const CATALOG_VERSION = { prefix: "V#", sk: "V" } as const;
const catalogVersionKeyAt = (n: number): RowKey => ({ pk: `${CATALOG_VERSION.prefix}${n}`, sk: CATALOG_VERSION.sk });

/** The row with the catalog's version that this tenant reads. */
export const catalogVersionKey = (tenantId: string): RowKey =>
  catalogVersionKeyAt(hashOf(tenantId) & (CATALOG_VERSIONS.length - 1));
export const catalogVersionKeys = (): RowKey[] => CATALOG_VERSIONS.map(catalogVersionKeyAt);
export const isCatalogVersionKey = ({ pk, sk }: RowKey): boolean =>
  sk === CATALOG_VERSION.sk && pk.startsWith(CATALOG_VERSION.prefix);
export const CATALOG_PK = "CATALOG";
export const catalogKey = ({ kind, name }: { kind: string; name: string }): RowKey => ({
  pk: CATALOG_PK,
  sk: `${kind}#${name}`,
});
/** Two sort keys: those between them are of entries of a kind whose names come after a name. Names are ASCII. */
export const catalogKeysAfter = (kind: string, name: string): [string, string] => [
  `${kind}#${name}\u0001`,
  `${kind}#~`,
];

export const DIALECTS_PK = "DIALECTS";
export const dialectKey = (name: string): RowKey => ({ pk: DIALECTS_PK, sk: name });
