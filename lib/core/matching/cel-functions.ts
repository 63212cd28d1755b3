/** These functions are quick with little data: none takes more time than the square of the data's length. */
const QUICK = [
  ...["has", "size", "startsWith", "endsWith", "contains", "lowerAscii", "upperAscii", "trim", "indexOf"],
  ...["lastIndexOf", "substring", "split", "bool", "int", "uint", "double", "string", "dyn", "type"],
  ...["timestamp", "getFullYear", "getMonth", "getDate", "getDayOfMonth", "getDayOfWeek"],
  ...["getDayOfYear", "getHours", "getMinutes", "getSeconds", "getMilliseconds"],
];

/** These functions can be slow: they loop, or run a regular expression. `duration` parses with one. */
const SLOW: ReadonlySet<string> = new Set(["all", "exists", "exists_one", "filter", "map", "matches", "duration"]);

/**
 * CEL's other functions are left out, because they can turn a little data into more than the memory holds: `bind` can
 * double a string again and again, and so can `join`. A time limit does not prevent that.
 */
const AVAILABLE: ReadonlySet<string> = new Set([...QUICK, ...SLOW]);

/** Tells whether an expression may call a function of CEL. */
export const isAvailable = (name: string): boolean => AVAILABLE.has(name);

/** Tells whether a function can take long, even with little data. */
export const isSlow = (name: string): boolean => SLOW.has(name);
