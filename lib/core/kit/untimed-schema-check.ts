import { type Schema, Validator } from "@cfworker/json-schema";
import { problemsFrom, type SchemaProblem } from "./json-schema-errors.ts";

const DRAFT = "2020-12";

/** The message for a schema that the validator can't run, such as one that refers to itself without end. */
export const CANNOT_CHECK = "can't be checked";

/**
 * Makes a check from a JSON Schema (draft 2020-12). It returns a value's problems, and throws the error of a schema that
 * the validator can't run. A regular expression in a schema can be slow, so somebody else must keep the time.
 */
export function untimedSchemaCheck(schema: unknown): (value: unknown) => SchemaProblem[] {
  const validator = new Validator(schema as Schema, DRAFT, false);
  return (value) => {
    const { valid, errors } = validator.validate(value);
    return valid ? [] : problemsFrom(errors);
  };
}
