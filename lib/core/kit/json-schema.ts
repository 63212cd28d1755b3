import type { SchemaProblem } from "./json-schema-errors.ts";
import { CANNOT_CHECK, untimedSchemaCheck } from "./untimed-schema-check.ts";
import { isTimeUp, withinMs } from "./watchdog.ts";

/** The longest time that one check may take. A regular expression in a schema can be slow on some strings. */
const LIMIT_MS = 200;

/**
 * Checks a value against a JSON Schema. Returns its problems, or an empty list if it is valid. Never throws.
 *
 * @param limitMs the longest time to take, in milliseconds; never more than the check's own limit
 */
export type SchemaCheck = (value: unknown, limitMs?: number) => SchemaProblem[];

/**
 * Makes a check from a JSON Schema (draft 2020-12). The check always ends, whatever the value is.
 *
 * @param longestMs the check's own limit, in milliseconds
 */
export function schemaCheck(schema: unknown, longestMs = LIMIT_MS): SchemaCheck {
  const untimed = untimedSchemaCheck(schema);

  return function check(value, limitMs = longestMs) {
    try {
      return withinMs(timeoutMs(Math.min(limitMs, longestMs)), () => untimed(value));
    } catch (error) {
      return [{ path: "", message: isTimeUp(error) ? "took too long to check" : CANNOT_CHECK }];
    }
  };
}

/** V8 takes only a positive integer. */
const timeoutMs = (limitMs: number): number => Math.max(1, Math.ceil(limitMs));
