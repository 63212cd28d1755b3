/** Formats a date-time of the API for people: `2026-01-31 12:00:00Z`. */
export const timeText = (iso: string): string => iso.replace("T", " ").replace(/\.\d+Z$/, "Z");

const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

/** Formats a value of the API on one line. */
export function valueText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return safeText(DATE_TIME.test(value) ? timeText(value) : value);
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
 * Replaces characters that move the cursor, change colours or reorder the line. Some text comes from strangers: the
 * excerpt of a receiver's answer, for example.
 */
export const safeText = (text: string): string =>
  text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, (found) => (found === "\t" ? "\t" : " "));

/** Does the same for several lines. */
export const safeLines = (text: string): string => text.split("\n").map(safeText).join("\n");

/** Does the same for JSON text, and keeps its meaning. JSON already escapes the control characters below U+0020. */
export const safeJson = (text: string): string =>
  text.replace(
    /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
