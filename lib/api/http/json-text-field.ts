import * as z from "zod/mini";
import { valueNestedDeeperThan } from "../../core/kit/nesting.ts";
import { MAX_DATA_DEPTH } from "../../core/limits.ts";

const required = z.refine((value) => value !== undefined, "is required");

/** Any JSON value, however deep. */
export const anyJson = z.unknown().check(required);

/**
 * Any JSON value that is safe to recurse into: `JSON.stringify` and schema validators overflow the stack on a few
 * thousand levels.
 */
export const shallowJson = anyJson.check(
  z.refine(
    (value) => !valueNestedDeeperThan(MAX_DATA_DEPTH, value),
    `must be nested at most ${MAX_DATA_DEPTH} levels deep`,
  ),
);

/** Any JSON value that is safe to recurse into. Outputs its text. */
export const jsonTextField = z.pipe(
  shallowJson,
  z.transform((value) => JSON.stringify(value)),
);
