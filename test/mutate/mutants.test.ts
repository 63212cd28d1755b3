import { describe, expect, it } from "vitest";
import { testsThatRun } from "./coverage.ts";
import { mutantsOf, mutated } from "./mutants.ts";
import { report } from "./report.ts";
import { shuffled } from "./sample.ts";

const mutationsOf = (source: string): string[] => mutantsOf(source).map((mutant) => mutated(source, mutant));

describe("mutants", () => {
  it.each([
    ["a condition", "if (a) b;", ["if (!(a)) b;", "if (true) b;", "if (false) b;"]],
    ["a loop's condition, which never becomes true", "while (a) b;", ["while (false) b;"]],
    ["a negation", "x = !a;", ["x = a;"]],
    ["a border", "x = a < b;", ["x = a <= b;"]],
    ["an equality", "x = a === b;", ["x = a !== b;"]],
    ["arithmetic", "x = a % b;", ["x = a * b;"]],
    ["logic", "x = a && b;", ["x = a || b;"]],
    ["a default", "x = a ?? b;", ["x = a;", "x = b;"]],
    ["a number", "x = 1;", ["x = 2;"]],
    ["a boolean", "x = true;", ["x = false;"]],
    ["a string", 'x = "a";', ['x = "";']],
    ["a template", "x = `a`;", ['x = "";']],
    ["a call", "await a.b(c);", [";"]],
    ["a method", "x = a.sort();", ["x = a;"]],
    ["optional chaining", "x = a?.b?.[i]?.();", ["x = a.b?.[i]?.();", "x = a?.b[i]?.();", "x = a?.b?.[i]();"]],
    ["a returned value", "() => { return a; };", ["() => { return; };"]],
    ["no returned undefined", "() => { return undefined; };", []],
    ["a property and a spread", "x = { a, ...b };", ["x = {  ...b };", "x = { a,  };"]],
    ["an element", "x = [a, b];", ["x = [ b];", "x = [a, ];"]],
  ])("change %s", (_, source, expected) => {
    expect(mutationsOf(source).sort()).toEqual([...expected].sort());
  });

  it.each([
    ["types", 'type A = "a" | 1; interface B { c?: "d" } const x: A = y as "a";'],
    ["imports and exports", 'import a from "./a.ts"; export * from "./b.ts"; export { c } from "./c.ts";'],
    ["names of fields", 'const { "a-b": x } = y;'],
    ["texts for developers", 'const x = new Error("a"); const y = () => logger.warn("b");'],
    ["comments", "/** a < 1 */"],
  ])("leave %s alone", (_, source) => {
    expect(mutantsOf(source)).toEqual([]);
  });

  it("remove the calls that log and count", () => {
    expect(mutationsOf('logger.warn("a"); metrics.add(b);')).toEqual(["; metrics.add(b);", 'logger.warn("a"); ;']);
  });

  it("know their line, and what they replace", () => {
    expect(mutantsOf("\nx = 1;")).toEqual([{ kind: "number", start: 5, end: 6, line: 2, before: "1", after: "2" }]);
  });
});

describe("a sample", () => {
  const list = Array.from({ length: 50 }, (_, index) => index);

  it("has everything once, in an order that depends on its seed", () => {
    expect(shuffled(list, 1)).toEqual(shuffled(list, 1));
    expect(shuffled(list, 1)).not.toEqual(shuffled(list, 2));
    expect(shuffled(list, 1).sort((a, b) => a - b)).toEqual(list);
  });
});

describe("the tests that run a character", () => {
  const coverage = [
    { test: "wide.test.ts", files: { "a.ts": [[0, 100, 1] as const], "b.ts": [] } },
    { test: "not-there.test.ts", files: { "a.ts": [[0, 100, 1] as const, [10, 20, 0] as const] } },
    { test: "narrow.test.ts", files: { "a.ts": [[0, 100, 0] as const, [10, 20, 3] as const] } },
    { test: "other.test.ts", files: { "b.ts": [[0, 100, 1] as const] } },
  ];

  it("are those whose narrowest range around it ran, narrow tests first", () => {
    expect(testsThatRun(coverage, "a.ts", 10)).toEqual(["narrow.test.ts", "wide.test.ts"]);
    expect(testsThatRun(coverage, "a.ts", 20)).toEqual(["not-there.test.ts", "wide.test.ts"]);
    expect(testsThatRun(coverage, "c.ts", 0)).toEqual([]);
  });
});

describe("the report", () => {
  it("has a line per room and the survivors", () => {
    const mutant = { kind: "number", start: 0, end: 1, line: 7, before: "1", after: "2" };
    const text = report([
      { ...mutant, file: "lib/core/kit/a.ts", verdict: "noticed" },
      { ...mutant, file: "lib/sending/b.ts", verdict: "survived" },
    ]);
    expect(text.split("\n").map((line) => line.replace(/\s+/g, " ").trim())).toEqual([
      "room mutants noticed %",
      "lib/core/kit 1 1 100",
      "lib/sending 1 0 0",
      "all 2 1 50",
      "",
      "lib/sending/b.ts:7 (number)",
      "- 1",
      "+ 2",
    ]);
  });
});
