import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { digits, isMet, type Result } from "./result.ts";

/** A table of results for people: one line per result, with its note below. */
export function tableOf(results: readonly Result[]): string {
  const rows = results.map((result) => [result.what, `${digits(result.value)} ${result.unit}`, barText(result)]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const [whatWidth = 0, valueWidth = 0] = widths;
  const lines = rows.map(([what = "", value = "", bar = ""], index) => {
    const line = `${what.padEnd(whatWidth)}  ${value.padStart(valueWidth)}  ${bar}`.trimEnd();
    const note = results[index]?.note;
    return note ? `${line}\n    ${note}` : line;
  });
  return lines.join("\n");
}

function barText(result: Result): string {
  const { bar, value, unit } = result;
  if (!bar) return "";
  const [kind, limit] = limitOf(bar);
  const asked = `${kind} ${limit} ${unit}`;
  return isMet(result) ? `met (${asked})` : `MISSED by ${digits(Math.abs(value - limit))} (${asked})`;
}

function limitOf(bar: NonNullable<Result["bar"]>): [kind: string, limit: number] {
  if ("atLeast" in bar) return ["at least", bar.atLeast];
  return "atMost" in bar ? ["at most", bar.atMost] : ["below", bar.below];
}

/** Writes results as JSON, with a description of the machine. */
export function writeJson(path: string, results: readonly Result[], startedAt: Date): void {
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
  const judged = results.map((result) => ({ ...result, met: isMet(result) }));
  writeFileSync(path, `${JSON.stringify({ startedAt, machine, results: judged }, null, 2)}\n`);
}
