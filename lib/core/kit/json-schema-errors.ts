import type { OutputUnit } from "@cfworker/json-schema";
import { pointerPart } from "./json-pointer.ts";

/** One thing wrong with a value, or with a schema. `path` is a JSON Pointer; it is empty for the whole value. */
export interface SchemaProblem {
  path: string;
  message: string;
}

/** Twenty problems are enough to fix. */
const MAX_PROBLEMS = 20;

/** Keywords whose error only says that a part is wrong. The part has an error of its own. */
const SUMMARIES: ReadonlySet<string> = new Set(["properties", "items", "prefixItems", "$ref", "additionalProperties"]);

/** Turns the validator's errors into problems, at most 20. */
export function problemsFrom(errors: OutputUnit[]): SchemaProblem[] {
  const own = errors.filter(({ keyword }) => !SUMMARIES.has(keyword));
  return (own.length > 0 ? own : errors).slice(0, MAX_PROBLEMS).map(problemFrom);
}

function problemFrom({ keyword, instanceLocation, error }: OutputUnit): SchemaProblem {
  const path = decodeURI(instanceLocation.replace(/^#/, ""));
  if (keyword === "false") return { path, message: "is not allowed" };
  const missing = keyword === "required" ? /"(?<name>.*)"/s.exec(error)?.groups?.name : undefined;
  if (missing !== undefined) return { path: path + pointerPart(missing), message: "is required" };
  return { path, message: error };
}
