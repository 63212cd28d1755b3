import { globSync, readFileSync } from "node:fs";
import { basename, dirname } from "node:path";

/** Characters of a file from `start` to `end`, and how often they ran. */
export type Range = readonly [start: number, end: number, count: number];

/** What one test file ran. */
export interface RanInTest {
  readonly test: string;
  readonly files: Readonly<Record<string, readonly Range[] | undefined>>;
}

export const readCoverage = (folder: string): RanInTest[] =>
  globSync(`${folder}/*.json`).map((path) => JSON.parse(readFileSync(path, "utf8")));

/**
 * The test files that run a character of a file. First come those in a folder of the same name, and among equals those
 * that run the fewest files: they most likely are about this file.
 */
export const testsThatRun = (coverage: readonly RanInTest[], file: string, offset: number): string[] =>
  coverage
    .filter(({ files }) => ranAt(files[file] ?? [], offset))
    .sort((a, b) => farness(a, file) - farness(b, file))
    .map(({ test }) => test);

const farness = ({ test, files }: RanInTest, file: string): number =>
  Object.keys(files).length + (test.split("/").includes(basename(dirname(file))) ? 0 : FAR);

const FAR = 10_000;

/** The narrowest range around a character tells whether it ran. */
function ranAt(ranges: readonly Range[], offset: number): boolean {
  const around = ranges.filter(([start, end]) => start <= offset && offset < end);
  const narrowest = around.sort((a, b) => a[1] - a[0] - (b[1] - b[0]))[0];
  return narrowest !== undefined && narrowest[2] > 0;
}
