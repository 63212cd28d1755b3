import type { SchemaProblem } from "../../../../core/kit/json-schema-errors.ts";
import { META_SCHEMA } from "../../../../core/kit/meta-schema.ts";
import { schemaFormProblems } from "../../../../core/kit/schema-form.ts";
import { CANNOT_CHECK, untimedSchemaCheck } from "../../../../core/kit/untimed-schema-check.ts";

/** What is wrong with a schema itself, and its check of values. For workers only: nothing limits the time that it takes. */
export const schemaChecks = (schema: unknown) => ({
  form: schemaFormProblems(schema, { meta: checkOf(META_SCHEMA), made: checkOf }),
  check: checkOf(schema),
});

/** The check that a schema stands for. It never throws. */
function checkOf(schema: unknown): (value: unknown) => SchemaProblem[] {
  try {
    const check = untimedSchemaCheck(schema);
    return (value) => {
      try {
        return check(value);
      } catch {
        return CANNOT;
      }
    };
  } catch {
    return () => CANNOT;
  }
}

const CANNOT: SchemaProblem[] = [{ path: "", message: CANNOT_CHECK }];
