import type { CatalogTypes } from "./use-catalog.ts";

/** A type in the list of the catalog. */
export interface CatalogRow {
  name: string;
  description?: string | undefined;
  group?: string | undefined;
  deprecated: boolean;
  builtIn: boolean;
  /** The type that it derives from. */
  derivedFrom?: string;
}

/** The types whose name, description or group has a text in it. By group and name; Posthorn's own come last. */
export function catalogRows({ types, derived }: CatalogTypes, search: string): CatalogRow[] {
  const wanted = search.toLowerCase();
  const fits = ({ name, description = "", group = "" }: CatalogRow) =>
    [name, description, group].some((words) => words.toLowerCase().includes(wanted));
  const rows: CatalogRow[] = [
    ...types,
    ...derived.map(({ name, description, from }) => ({
      ...{ name, description, derivedFrom: from, deprecated: false, builtIn: false },
      group: types.find((type) => type.name === from)?.group,
    })),
  ];
  return rows.filter(fits).sort(inOrder);
}

const inOrder = (one: CatalogRow, other: CatalogRow): number =>
  Number(one.builtIn) - Number(other.builtIn) ||
  (one.group ?? "\uffff").localeCompare(other.group ?? "\uffff") ||
  one.name.localeCompare(other.name);
