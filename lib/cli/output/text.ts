/** An instant of the API, as people read it: `2026-01-31 12:00:00Z`. */
export const timeText = (iso: string): string => iso.replace("T", " ").replace(/\.\d+Z$/, "Z");

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** A value of the API in one line. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return safeText(INSTANT.test(value) ? timeText(value) : value);
  if (Array.isArray(value)) return value.map(itemText).join(", ");
  if (typeof value === "object") {
    const entries = Object.entries(value).map(([key, item]) => `${safeText(key)}: ${itemText(item)}`);
    return entries.join(", ");
  }
  return String(value);
}

const itemText = (item: unknown): string =>
  typeof item === "object" && item !== null ? safeText(JSON.stringify(item)) : valueText(item);

/**
 * Without what would move the cursor, change colours or reorder the line: an answer's excerpt, for instance, is
 * written by a stranger.
 */
export const safeText = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, (found) => (found === "\t" ? "\t" : " "));

/** The same of a text of several lines. */
export const safeLines = (text: string): string => text.split("\n").map(safeText).join("\n");

/** The same of JSON text, in which the lower control characters are escaped already: it means what it meant. */
export const safeJson = (text: string): string =>
  text.replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
