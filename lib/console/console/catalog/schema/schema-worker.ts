import type { SchemaProblem } from "../../../../core/kit/json-schema-errors.ts";
import { META_SCHEMA } from "../../../../core/kit/meta-schema.ts";
import { schemaFormProblems } from "../../../../core/kit/schema-form.ts";
import { CANNOT_CHECK, untimedSchemaCheck } from "../../../../core/kit/untimed-schema-check.ts";
import type { SchemaMessage, SchemaRequest } from "./schema-messages.ts";

// A worker: it runs the server's own code, and the page ends it if a check takes too long.
self.onmessage = ({ data: { schema, values } }: MessageEvent<SchemaRequest>) => {
  const parsed = JSON.parse(schema);
  const form = schemaFormProblems(parsed, { meta: checkOf(META_SCHEMA), made: checkOf });
  answer({ form });
  if (form.length > 0) return;
  const check = checkOf(parsed);
  for (const value of values) {
    const startedAt = performance.now();
    const problems = check(JSON.parse(value));
    answer({ problems, tookMs: performance.now() - startedAt });
  }
};

const answer = (message: SchemaMessage): void => self.postMessage(message);

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
