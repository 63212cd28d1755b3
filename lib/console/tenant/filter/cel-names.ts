/** What a condition can name besides its variables (see `lib/core/matching/cel-functions.ts`). */

/** Functions that take everything as arguments. */
export const FUNCTIONS = [
  ...["has", "size", "bool", "int", "uint", "double", "string", "dyn", "type", "timestamp", "duration"],
] as const;

/** Methods of texts. */
export const TEXT_METHODS = [
  ...["contains", "startsWith", "endsWith", "matches", "size", "lowerAscii", "upperAscii", "trim", "indexOf"],
  ...["lastIndexOf", "substring", "split"],
] as const;

/** Methods of lists. Each but `size` takes the name of a variable that stands for an element. */
export const LIST_METHODS = ["exists", "exists_one", "all", "filter", "map", "size"] as const;

/** Methods of `timestamp(…)`. */
export const TIME_METHODS = [
  ...["getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek", "getDayOfYear"],
  ...["getHours", "getMinutes", "getSeconds", "getMilliseconds"],
] as const;

export const EVENT_FIELDS = ["id", "type", "occurredAt"] as const;
export const SUBSCRIPTION_FIELDS = ["id", "name", "metadata"] as const;
