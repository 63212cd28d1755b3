import { type Check, schemaCheck } from "./json-schema.ts";
import type { CatalogEntry, DerivedType } from "./model.ts";

/** The operator's event types and derived types, ready to be asked. */
export interface Catalog {
  /** The check that events of a type must pass, if its schema is enforced. */
  enforced(type: string): Check | undefined;
  /** The types derived from a type. */
  derivedFrom(type: string): readonly DerivedType[];
}

/** Orders entries for look-up. A schema is compiled when the first event of its type comes. */
export function catalogOf(entries: CatalogEntry[]): Catalog {
  const schemas = new Map<string, string>();
  const checks = new Map<string, Check>();
  const derived = new Map<string, DerivedType[]>();
  for (const entry of entries) {
    if (entry.kind === "derived-type") derived.set(entry.from, [...(derived.get(entry.from) ?? []), entry]);
    else if (entry.enforce && entry.schema !== undefined) schemas.set(entry.name, entry.schema);
  }

  const enforced = (type: string): Check | undefined => {
    const schema = schemas.get(type);
    if (schema === undefined) return undefined;
    const check = checks.get(type) ?? schemaCheck(JSON.parse(schema));
    checks.set(type, check);
    return check;
  };

  return { enforced, derivedFrom: (type) => derived.get(type) ?? [] };
}
