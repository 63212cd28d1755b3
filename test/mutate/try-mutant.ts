import { type Candidate, compiles } from "./compiles.ts";
import { type RanInTest, testsThatRun } from "./coverage.ts";
import { mutated } from "./mutants.ts";
import type { WorkTree } from "./work-tree.ts";

export type Verdict = "noticed" | "survived" | "does not compile";

const SECONDS = 180;

/** This many test files run first. The others only run when these notice nothing. */
const FIRST = 6;

/** Writes a mutant into the tree, runs the tests that reach it, and puts the original back. */
export async function tryMutant(tree: WorkTree, mutant: Candidate, coverage: readonly RanInTest[]): Promise<Verdict> {
  const original = tree.read(mutant.file);
  tree.write(mutant.file, mutated(original, mutant));
  try {
    const tests = testsThatRun(coverage, mutant.file, mutant.start);
    const passes = (await passed(tree, tests.slice(0, FIRST))) && (await passed(tree, tests.slice(FIRST)));
    if (!passes) return "noticed";
    return (await compiles(tree)) ? "survived" : "does not compile";
  } finally {
    tree.write(mutant.file, original);
  }
}

async function passed(tree: WorkTree, tests: readonly string[]): Promise<boolean> {
  if (tests.length === 0) return true;
  const { code } = await runTests(tree, ["--bail", "1", ...tests], SECONDS);
  return code === 0;
}

export const runTests = (tree: WorkTree, args: readonly string[], seconds: number, env?: Record<string, string>) =>
  tree.run("vitest", ["run", "--config", "test/mutate/vitest.config.ts", ...args], seconds, env);
