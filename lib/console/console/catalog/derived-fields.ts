import type { DerivedCatalogType } from "../../tenant/catalog/use-catalog.ts";

/** What somebody has typed about a derived type. */
export interface DerivedFields {
  name: string;
  from: string;
  when: string;
  description: string;
}

export const NEW_DERIVED: DerivedFields = { name: "", from: "", when: "", description: "" };

export const derivedFieldsOf = ({ name, from, when, description = "" }: DerivedCatalogType): DerivedFields => ({
  ...{ name, from, when, description },
});

/**
 * The fields that are to be created or changed, as JSON text.
 *
 * @param before the fields as they are saved; undefined for a new type
 */
export function derivedBody(before: DerivedFields | undefined, fields: DerivedFields): string {
  const names = Object.keys(fields) as (keyof DerivedFields)[];
  const changed = names.filter((name) => (before ? fields[name] !== before[name] : fields[name] !== ""));
  const sentAs = (name: keyof DerivedFields) => (name === "description" && fields[name] === "" ? null : fields[name]);
  return JSON.stringify(Object.fromEntries(changed.map((name) => [name, sentAs(name)])));
}
