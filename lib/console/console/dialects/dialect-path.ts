/** The address of a dialect's page. */
export const dialectPath = (name: string): string => `/dialects/${encodeURIComponent(name)}`;

/** No dialect has a name with a slash. */
export const NEW_DIALECT = "/dialects/-/new";

/** The address of the form for a new dialect, which begins with another one. */
export const newDialectPath = (from?: string): string =>
  from === undefined ? NEW_DIALECT : `${NEW_DIALECT}?from=${encodeURIComponent(from)}`;
