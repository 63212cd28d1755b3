import { type $ZodError, type $ZodType, safeParse } from "zod/v4/core";
import { type Problem, Refusal } from "../../core/errors.ts";
import { wordsFor } from "./issue-words.ts";

/**
 * Parses JSON text. Refused with 400 when it is not JSON, or nested so deep that it cannot be read.
 */
export function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw new Refusal(400, "The body is not valid JSON.", [{ path: "", message: "must be a JSON text" }]);
  }
}

/** Checks a value against a schema. Refused with 422 and a problem for each field that does not fit. */
export function checked<T>(schema: $ZodType<T>, value: unknown, at = ""): T {
  const result = safeParse(schema, value, { error: wordsFor });
  if (result.success) return result.data;
  throw new Refusal(422, "Some fields are not as they should be.", problemsOf(result.error, at));
}

function problemsOf(error: $ZodError, at: string): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = at + pointer(issue.path);
    if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: path + pointer([key]), message: "is not a known field" }));
  });
}

/** A JSON Pointer (RFC 6901). */
export const pointer = (path: PropertyKey[]): string =>
  path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** What is nested deeper is refused for that. */
const MAX_LEVELS = 18;

/** An object in JavaScript loses a member that is called `__proto__` as soon as it is copied, and zod drops it. */
export function lostNames(value: unknown, path: PropertyKey[] = []): Problem[] {
  if (typeof value !== "object" || value === null || path.length >= MAX_LEVELS) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const here = [...path, name];
    if (name === "__proto__") return [{ path: pointer(here), message: "can't be kept: no member may have this name" }];
    return lostNames(member, here);
  });
}
