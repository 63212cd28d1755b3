import type { SchemaProblem } from "../../../../core/kit/json-schema-errors.ts";

/** What the worker is asked: what is wrong with a schema, and with values. All of them are JSON texts. */
export interface SchemaRequest {
  schema: string;
  values: readonly string[];
}

/** What a schema says about a value. */
export interface CheckedValue {
  problems: readonly SchemaProblem[];
  tookMs: number;
}

/** What the worker answers: first what is wrong with the schema itself, then one result for each value, in order. */
export type SchemaMessage = { form: readonly SchemaProblem[] } | CheckedValue;
