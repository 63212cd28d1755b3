import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type Candidate, compilable } from "./compiles.ts";
import { type RanInTest, readCoverage } from "./coverage.ts";
import { mutantsOf } from "./mutants.ts";
import { report, type Tried } from "./report.ts";
import { shuffled } from "./sample.ts";
import { runTests, tryMutant } from "./try-mutant.ts";
import { WorkTree } from "./work-tree.ts";

const RESULTS = "mutants.json";

const { sample, seed, only, coverage, again } = parseArgs({
  options: {
    sample: { type: "string", default: "60" },
    seed: { type: "string", default: "1" },
    only: { type: "string", multiple: true, default: ["{lib/core,lib/dialects,lib/sending,lambdas}/**/*.ts"] },
    coverage: { type: "string" },
    again: { type: "boolean", default: false },
  },
}).values;

/** The first Ctrl-C ends the sample early, with a report. */
let interrupted = false;
process.once("SIGINT", () => {
  interrupted = true;
});

const tree = new WorkTree();
try {
  await main();
} finally {
  tree.remove(".");
}

async function main(): Promise<void> {
  const ran = await whatTestsRun();
  const tried: Tried[] = [];
  for await (const mutant of again ? survivorsOfLastRun() : candidates()) {
    const verdict = await tryMutant(tree, mutant, ran);
    console.error(`${verdict}: ${mutant.file}:${mutant.line} ${mutant.kind}`);
    if (verdict !== "does not compile") tried.push({ ...mutant, verdict });
    if (tried.length === Number(sample) || interrupted) break;
  }
  console.log(`\n${report(tried)}`);
  writeFileSync(RESULTS, `${JSON.stringify(tried, null, 1)}\n`);
}

/** What each test runs without a mutant. A folder that `--coverage` names is filled once, and read from then on. */
async function whatTestsRun(): Promise<RanInTest[]> {
  const folder = resolve(coverage ?? join(tree.folder, "coverage"));
  if (existsSync(folder)) {
    const ran = readCoverage(folder);
    await mustPass(ran.slice(0, 10).map(({ test }) => test));
    return ran;
  }
  mkdirSync(folder, { recursive: true });
  await mustPass(["--maxWorkers", "2"], { MUTATE_COVERAGE: folder });
  return readCoverage(folder);
}

/** If a test failed without a mutant, it would notice anything. */
async function mustPass(args: string[], env?: Record<string, string>): Promise<void> {
  const { code, output } = await runTests(tree, args, 1800, env);
  if (code !== 0) throw new Error(`A test fails without a mutant:\n${output}`);
}

function survivorsOfLastRun(): Candidate[] {
  const last: Tried[] = JSON.parse(readFileSync(RESULTS, "utf8"));
  return last.filter(({ verdict }) => verdict === "survived");
}

async function* candidates(): AsyncGenerator<Candidate> {
  const all = globSync(only).flatMap((file) => mutantsOf(tree.read(file)).map((mutant) => ({ file, ...mutant })));
  const order = shuffled(all, Number(seed));
  const batch = 2 * Number(sample);
  for (let start = 0; start < order.length; start += batch) {
    yield* await compilable(tree, order.slice(start, start + batch));
  }
}
