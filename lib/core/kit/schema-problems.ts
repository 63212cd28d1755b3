import { schemaCheck } from "./json-schema.ts";
import type { SchemaProblem } from "./json-schema-errors.ts";
import { META_SCHEMA } from "./meta-schema.ts";
import { schemaFormProblems } from "./schema-form.ts";

/**
 * Far longer than a check of a large schema takes on a busy machine. An operator writes schemas, and the expressions of
 * the meta-schema are never slow.
 */
const META_LIMIT_MS = 5_000;

const metaCheck = schemaCheck(META_SCHEMA, META_LIMIT_MS);

/** Finds what is wrong with a JSON Schema itself: its form, its regular expressions, its references. Never throws. */
export const schemaProblems = (schema: unknown): SchemaProblem[] =>
  schemaFormProblems(schema, { meta: metaCheck, made: schemaCheck });
