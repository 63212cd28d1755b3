import { type $ZodError, type $ZodType, safeParse } from "zod/v4/core";
import { type Problem, Refusal } from "../core/errors.ts";
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
