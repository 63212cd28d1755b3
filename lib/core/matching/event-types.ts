/** Event types that only Posthorn sends begin with this. No `*` includes them. */
export const OWN_TYPES = "posthorn.";

/** Words of letters, digits, `_` and `-`, with single spaces between them. */
const PART = "[A-Za-z0-9_-]+( [A-Za-z0-9_-]+)*";

/**
 * An event type: parts joined by `.`, `:` or `/`, such as `invoice.paid`, `orders/create`, `repo:push` or
 * `Order Created`. All characters are printable ASCII, so that a dialect can send a type in a header.
 */
export const EVENT_TYPE = new RegExp(`^${PART}([.:/]${PART})*$`);

/** A pattern that a subscription may list: an event type, `*`, or the first parts of a type, a separator and `*`. */
export const EVENT_PATTERN = new RegExp(`^(\\*|${PART}([.:/]${PART})*([.:/]\\*)?)$`);

/** Tells whether a type is of Posthorn's own events, or a pattern includes only such types. */
export const isOwnType = (typeOrPattern: string): boolean => typeOrPattern.startsWith(OWN_TYPES);

/**
 * Tells whether a pattern includes an event type. `invoice.*` includes `invoice.paid`, but not `invoice`. `*` includes
 * every type of producers, and none of Posthorn's own events.
 */
export function patternMatches(pattern: string, type: string): boolean {
  if (pattern === "*") return !isOwnType(type);
  return pattern.endsWith("*") ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}

/** All patterns that include a type. For `a.b/c` these are `*`, `a.b/c`, `a.*` and `a.b/*`. */
export const patternsFor = (type: string): string[] => [
  ...(isOwnType(type) ? [] : ["*"]),
  type,
  ...[...type.matchAll(/[.:/]/g)].map(({ index }) => `${type.slice(0, index + 1)}*`),
];
