import { stripVTControlCharacters } from "node:util";
import { type Candidate, compiles } from "./compiles.ts";
import { type RanInTest, testsThatRun } from "./coverage.ts";
import { mutated } from "./mutants.ts";
import type { WorkTree } from "./work-tree.ts";

export type Verdict = "noticed" | "survived" | "does not compile";

/** This many test files run first. The others only run when these notice nothing. */
const FIRST = 10;
const FIRST_SECONDS = 180;
const SECONDS = 1200;

/** Only a mutant of these kinds can have another type than the original, which the files that import it would show. */
const RETYPING = ["return", "property", "element", "spread", "default", "method", "string", "chain", "logic"];

/** Writes a mutant into the tree, runs the tests that reach it, and puts the original back. */
export async function tryMutant(tree: WorkTree, mutant: Candidate, coverage: readonly RanInTest[]): Promise<Verdict> {
  const original = tree.read(mutant.file);
  tree.write(mutant.file, mutated(original, mutant));
  try {
    const tests = testsThatRun(coverage, mutant.file, mutant.start);
    const passes =
      (await passed(tree, tests.slice(0, FIRST), FIRST_SECONDS)) && (await passed(tree, tests.slice(FIRST), SECONDS));
    if (!passes) return "noticed";
    return !RETYPING.includes(mutant.kind) || (await compiles(tree)) ? "survived" : "does not compile";
  } finally {
    tree.write(mutant.file, original);
  }
}

async function passed(tree: WorkTree, tests: readonly string[], seconds: number): Promise<boolean> {
  if (tests.length === 0) return true;
  const { code, output } = await runTests(tree, ["--bail", "1", ...tests], seconds);
  if (code !== 0) console.error(whyNot(output) ?? ` no answer within ${seconds} s`);
  return code === 0;
}

/** The first test that failed, or the first error outside of tests. */
const whyNot = (output: string): string | undefined =>
  /^ FAIL .*|^.*Error: .*/m.exec(stripVTControlCharacters(output))?.[0];

export const runTests = (tree: WorkTree, args: readonly string[], seconds: number, env?: Record<string, string>) =>
  tree.run("vitest", ["run", "--config", "test/mutate/vitest.config.ts", ...args], seconds, env);
