import { dereference, type OutputUnit, type Schema, Validator } from "@cfworker/json-schema";
import type { Problem } from "../errors.ts";
import { META_SCHEMA } from "./meta-schema.ts";
import { isTimeUp, withinMs } from "./watchdog.ts";

const DRAFT = "2020-12";

/** Each problem names the failing path; more than these help nobody. */
const MAX_PROBLEMS = 20;

/** A pattern may be slow on some texts: this long a value may be looked at. */
const LIMIT_MS = 200;

/** What a schema comes to that runs in a circle. */
const NO_CHECK = "can't be checked";

/** What is wrong with a value, by JSON Schema; empty when it fits. */
export type Check = (value: unknown, limitMs?: number) => Problem[];

/** Makes a check of a JSON Schema. Whatever the value is, the check ends. */
export function schemaCheck(schema: unknown): Check {
  const validator = new Validator(schema as Schema, DRAFT, false);

  return function check(value, limitMs = LIMIT_MS) {
    try {
      const { valid, errors } = withinMs(Math.max(1, Math.ceil(Math.min(limitMs, LIMIT_MS))), () =>
        validator.validate(value),
      );
      return valid ? [] : problemsOf(errors);
    } catch (error) {
      return [{ path: "", message: isTimeUp(error) ? "took too long to check" : NO_CHECK }];
    }
  };
}

const isMetaValid = schemaCheck(META_SCHEMA);

/** What is wrong with a JSON Schema itself: its form, its regular expressions, its references. */
export function schemaProblems(schema: unknown): Problem[] {
  const form = isMetaValid(schema);
  if (form.length > 0) return form;
  const problems = partProblems(schema, "");
  if (problems.length > 0) return problems;
  try {
    const lost = lookupProblems(dereference(schema as Schema));
    return lost.length > 0 ? lost : schemaCheck(schema)(null).filter(({ message }) => message === NO_CHECK);
  } catch {
    return [{ path: "", message: "can't be read as a JSON Schema" }];
  }
}

/** A `$ref` that leads nowhere would only be found when an event comes by it. */
function lookupProblems(lookup: Record<string, Schema | boolean>): Problem[] {
  return Object.values(lookup).flatMap((part) => {
    const { $ref, __absolute_ref__: target } = typeof part === "object" ? part : {};
    if ($ref === undefined || (target !== undefined && target in lookup) || $ref in lookup) return [];
    return [{ path: "", message: `has a $ref that leads nowhere: ${$ref}` }];
  });
}

/** Regular expressions that are none, anywhere in a schema. */
function partProblems(part: unknown, path: string): Problem[] {
  if (typeof part !== "object" || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) => {
    const at = path + pointerPart(key);
    if (key === "enum" || key === "const") return [];
    if (key === "pattern" && typeof value === "string" && !isRegExp(value)) return [{ path: at, message: NO_REGEXP }];
    if (key === "patternProperties" && typeof value === "object" && value !== null) {
      const bad = Object.keys(value).filter((name) => !isRegExp(name));
      if (bad.length > 0) return [{ path: at, message: `${NO_REGEXP}: ${bad[0]}` }];
    }
    return partProblems(value, at);
  });
}

const NO_REGEXP = "is no regular expression";

function isRegExp(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

/** Keywords whose error only says that a part is wrong, which has an error of its own. */
const SUMMARIES: ReadonlySet<string> = new Set(["properties", "items", "prefixItems", "$ref", "additionalProperties"]);

function problemsOf(errors: OutputUnit[]): Problem[] {
  const own = errors.filter(({ keyword }) => !SUMMARIES.has(keyword));
  return (own.length > 0 ? own : errors).slice(0, MAX_PROBLEMS).map(problemOf);
}

function problemOf({ keyword, instanceLocation, error }: OutputUnit): Problem {
  const path = decodeURI(instanceLocation.replace(/^#/, ""));
  if (keyword === "false") return { path, message: "is not allowed" };
  const missing = keyword === "required" ? /"(?<name>.*)"/s.exec(error)?.groups?.name : undefined;
  if (missing !== undefined) return { path: path + pointerPart(missing), message: "is required" };
  return { path, message: error };
}

const pointerPart = (name: string): string => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
