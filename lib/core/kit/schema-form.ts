import { dereference, type Schema } from "@cfworker/json-schema";
import { pointerPart } from "./json-pointer.ts";
import type { SchemaProblem } from "./json-schema-errors.ts";
import { CANNOT_CHECK } from "./untimed-schema-check.ts";

type Check = (value: unknown) => SchemaProblem[];

interface FormChecks {
  /** Checks a schema against the meta-schema. */
  meta: Check;
  /** Makes the check that a schema stands for. */
  made(schema: unknown): Check;
}

/** Finds what is wrong with a JSON Schema itself: its form, its regular expressions, its references. */
export function schemaFormProblems(schema: unknown, { meta, made }: FormChecks): SchemaProblem[] {
  const form = meta(schema);
  if (form.length > 0) return form;
  const expressions = regExpProblems(schema, "");
  if (expressions.length > 0) return expressions;
  try {
    const references = referenceProblems(dereference(schema as Schema));
    return references.length > 0 ? references : trialProblems(schema, made);
  } catch {
    return [{ path: "", message: "can't be read as a JSON Schema" }];
  }
}

/** The validator itself notices a dangling `$ref` only when a value reaches it. */
function referenceProblems(lookup: Record<string, Schema | boolean>): SchemaProblem[] {
  return Object.values(lookup).flatMap((part) => {
    const { $ref, __absolute_ref__: target } = typeof part === "object" ? part : {};
    if ($ref === undefined || (target !== undefined && target in lookup) || $ref in lookup) return [];
    return [{ path: "", message: `has a $ref that can't be resolved: ${$ref}` }];
  });
}

/** Runs the schema once. A schema that refers to itself without end fails on any value. */
const trialProblems = (schema: unknown, made: FormChecks["made"]): SchemaProblem[] =>
  made(schema)(null).filter(({ message }) => message === CANNOT_CHECK);

function regExpProblems(part: unknown, path: string): SchemaProblem[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => keywordProblems(key, value, path + pointerPart(key)));
}

function keywordProblems(key: string, value: unknown, path: string): SchemaProblem[] {
  // `enum` and `const` hold data, not schemas.
  if (key === "enum" || key === "const") return [];
  if (key === "pattern" && typeof value === "string") return isRegExp(value) ? [] : [{ path, message: NOT_A_REGEXP }];
  if (key === "patternProperties" && typeof value === "object" && value !== null) {
    const bad = Object.keys(value).find((name) => !isRegExp(name));
    if (bad !== undefined) return [{ path, message: `${NOT_A_REGEXP}: ${bad}` }];
  }
  return regExpProblems(value, path);
}

const NOT_A_REGEXP = "is not a regular expression";

function isRegExp(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
