const named = (list: string, name: string): string => `${list}/${encodeURIComponent(name)}`;

export const CATALOG = "/catalog";
export const DERIVED_TYPES = "/catalog/derived";
export const NEW_TYPE = "/catalog/-/new-type";
export const NEW_DERIVED_TYPE = "/catalog/-/new-derived-type";
export const IMPORT = "/catalog/-/import";

export const typePath = (name: string): string => named("/catalog/types", name);
export const derivedTypePath = (name: string): string => named(DERIVED_TYPES, name);
