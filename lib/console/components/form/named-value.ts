/** A name with a value, as it is typed: a header, say, or an entry of the metadata. */
export interface NamedValue {
  /** Identifies the row while its name changes. */
  key: number;
  name: string;
  value: string;
  /** The value is stored encrypted, and never shown again. */
  sensitive?: boolean;
  /** A sensitive value stays as it is. */
  kept?: boolean;
}

let keys = 0;

/** A row to type into. */
export const namedValue = (name = "", value = ""): NamedValue => ({ key: ++keys, name, value });

/** A row for each entry of an object. */
export const namedValuesOf = (entries: Readonly<Record<string, string>>): NamedValue[] =>
  Object.entries(entries).map(([name, value]) => namedValue(name, value));

/** The object that rows stand for. */
export const valuesByName = (rows: readonly NamedValue[]): Record<string, string> =>
  Object.fromEntries(rows.map(({ name, value }) => [name, value]));

/** The rows in which something was typed. */
export const filledRows = (rows: readonly NamedValue[]): NamedValue[] =>
  rows.filter(({ name, value }) => name !== "" || value !== "");
