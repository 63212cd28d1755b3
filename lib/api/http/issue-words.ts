import type { $ZodRawIssue } from "zod/v4/core";

/** What an issue says to a caller where the schema itself has no words for it: the small build of zod has none. */
export function wordsFor(issue: $ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is required" : `must be ${KINDS[issue.expected] ?? issue.expected}`;
    case "invalid_value":
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "too_small":
      return `must be at least ${issue.minimum}${unit(issue.origin)}`;
    case "too_big":
      return `must be at most ${issue.maximum}${unit(issue.origin)}`;
    case "invalid_key":
      return `has a name that may not be used${because(issue.issues)}`;
    default:
      return "is not as it should be";
  }
}

const KINDS: Partial<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

const UNITS: Partial<Record<string, string>> = { string: " characters", array: " items" };

const unit = (origin: string): string => UNITS[origin] ?? "";

const because = ([issue]: { message?: string | undefined }[]): string =>
  issue?.message ? `: it ${issue.message}` : "";
