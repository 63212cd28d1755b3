import { type $ZodError, type $ZodType, type output, safeParse } from "zod/v4/core";
import { type Problem, Refusal, refuse } from "../../core/errors.ts";
import { jsonPointer } from "../../core/kit/json-pointer.ts";
import { brokenText } from "./broken-text.ts";
import { issueMessage } from "./issue-message.ts";

/** Parses JSON text. Throws a 400 `Refusal` when it isn't JSON, or is nested too deep to be read. */
export function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    throw new Refusal(400, "The body isn't valid JSON.", [{ path: "", message: "must be JSON" }]);
  }
}

/**
 * The value as the schema outputs it. Throws a 422 `Refusal` with a problem for each invalid field, and for each string
 * in the output that contains half a character. A JSON value that a caller may choose freely passes: its schema outputs
 * JSON text, in which such a character is escaped.
 *
 * @param at the JSON Pointer to the value, to begin the problems' paths with
 */
export function validated<S extends $ZodType>(schema: S, value: unknown, at = ""): output<S> {
  const result = safeParse(schema, value, { error: issueMessage });
  if (!result.success) throw new Refusal(422, "The request has invalid fields.", problemsOf(result.error, at));
  refuse(brokenText(result.data, at));
  return result.data;
}

function problemsOf(error: $ZodError, at: string): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = at + jsonPointer(issue.path);
    if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: path + jsonPointer([key]), message: "is not a known field" }));
  });
}
