import { parseArgs } from "node:util";
import { tableOf, writeJson } from "./report.ts";
import type { Measurement, Result } from "./result.ts";

/**
 * Runs the measurements that the command line chooses with `--only`, and prints each table as soon as it is known. Then
 * writes all results to a file, which `--json` names. With `--list`, only prints the names.
 */
export async function runMeasurements(measurements: Measurement[], defaultFile: string): Promise<Result[]> {
  const { only, json, list } = parseArgs({
    options: {
      only: { type: "string" },
      json: { type: "string", default: defaultFile },
      list: { type: "boolean", default: false },
    },
  }).values;
  const names = measurements.map(({ name }) => name);
  if (list) {
    console.log(names.join("\n"));
    return [];
  }
  const chosen = measurements.filter(({ name }) => only === undefined || name === only);
  if (chosen.length === 0) throw new Error(`--only takes one of ${names.join(", ")}`);
  return run(chosen, json);
}

async function run(chosen: Measurement[], file: string): Promise<Result[]> {
  const startedAt = new Date();
  const results: Result[] = [];
  for (const { name, measure } of chosen) {
    const measured = await measure();
    console.log(`\n${name}\n${tableOf(measured)}`);
    results.push(...measured);
  }
  writeJson(file, results, startedAt);
  return results;
}
