/** An event type: parts of letters, digits, `_` and `-`, joined by dots. */
export const EVENT_TYPE = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/;

/** A pattern that a subscription may list: an event type, `*`, or the first parts of a type followed by `.*`. */
export const EVENT_PATTERN = /^(\*|[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*(\.\*)?)$/;

/** Tells whether a pattern includes an event type. `invoice.*` includes `invoice.paid`, but not `invoice`. */
export function patternMatches(pattern: string, type: string): boolean {
  return pattern.endsWith("*") ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}
