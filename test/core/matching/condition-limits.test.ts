import { describe, expect, it } from "vitest";
import { ConditionError, compileCondition } from "../../../lib/core/matching/condition.ts";

const listOf = (length: number, of: (at: number) => string) => Array.from({ length }, (_, at) => of(at)).join(",");

/** An expression of a size, its largest size, and what the error of a larger one names. */
const LIMITS: [what: string, of: (size: number) => string, most: number, named: RegExp][] = [
  ["elements of a list", (size) => `data.a in [${listOf(size, String)}]`, 200, /maxListElements/],
  ["entries of a map", (size) => `data.a in {${listOf(size, (at) => `${at}:1`)}}`, 100, /maxMapEntries/],
  ["nested lists", (size) => `data.a == ${"[".repeat(size)}${"]".repeat(size)}`, 32, /maxDepth/],
  [
    "nodes",
    (size) => `[${listOf(60, String)}] == [${listOf(120, String)}] || data.a in [${listOf(size, String)}]`,
    62,
    /maxAstNodes/,
  ],
  ["bytes", (size) => `data.a == "${"x".repeat(size - 'data.a == ""'.length)}"`, 2048, /^must be at most 2048 bytes$/],
];

const problemOf = (text: string): string | undefined => {
  try {
    compileCondition(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof ConditionError)) throw error;
    return error.message;
  }
};

describe("an expression", () => {
  it.each(LIMITS)("has a limit of %s", (_what, of, most, named) => {
    expect(problemOf(of(most))).toBeUndefined();
    expect(problemOf(of(most + 1))).toMatch(named);
  });

  it("has a limit of arguments of a call", () => {
    expect(problemOf(`size(${listOf(8, String)})`)).not.toMatch(/maxCallArguments/);
    expect(problemOf(`size(${listOf(9, String)})`)).toMatch(/maxCallArguments/);
  });
});
