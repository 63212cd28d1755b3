import { basename, dirname } from "node:path";
import { type Mutant, mutated } from "./mutants.ts";
import type { WorkTree } from "./work-tree.ts";

export interface Candidate extends Mutant {
  readonly file: string;
}

const TYPE_CHECK = ["-p", ".", "--incremental", "--tsBuildInfoFile", "types.tsbuildinfo", "--pretty", "false"];
const SECONDS = 300;

/**
 * The mutants that the type checker takes, found in one pass: each becomes a file beside its original. What only breaks
 * the files that import the original is found later, by `compiles`.
 */
export async function compilable(tree: WorkTree, candidates: readonly Candidate[]): Promise<Candidate[]> {
  const paths = candidates.map(({ file }, index) => `${dirname(file)}/mutant-${index}-${basename(file)}`);
  candidates.forEach((mutant, index) => {
    tree.write(paths[index] ?? "", mutated(tree.read(mutant.file), mutant));
  });
  const { output } = await tree.run("tsc", TYPE_CHECK, SECONDS);
  for (const path of paths) tree.remove(path);
  const others = output.split("\n").filter((line) => / error TS/.test(line) && !line.includes("/mutant-"));
  if (others.length > 0) throw new Error(`The project doesn't compile without a mutant:\n${others.join("\n")}`);
  return candidates.filter((_, index) => !output.includes(`${paths[index]}(`));
}

/** Tells whether the whole project compiles as it stands in the tree. */
export const compiles = async (tree: WorkTree): Promise<boolean> =>
  (await tree.run("tsc", TYPE_CHECK, SECONDS)).code === 0;
