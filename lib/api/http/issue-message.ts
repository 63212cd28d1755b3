import type { $ZodRawIssue } from "zod/v4/core";

/** Puts an issue into words for callers, if its schema has no message of its own. zod's small build has no messages. */
export function issueMessage(issue: $ZodRawIssue): string {
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
      return `has a name that can't be used${because(issue.issues)}`;
    default:
      return "is invalid";
  }
}

const KINDS: Partial<Record<string, string>> = {
  string: "a string",
  number: "a number",
  int: "an integer",
  boolean: "a boolean",
  array: "an array",
  object: "an object",
  record: "an object",
};

const UNITS: Partial<Record<string, string>> = { string: " characters", array: " items" };

const unit = (origin: string): string => UNITS[origin] ?? "";

const because = ([issue]: { message?: string | undefined }[]): string =>
  issue?.message ? `: it ${issue.message}` : "";
