import { globSync, readFileSync } from "node:fs";

/** Characters of a file from `start` to `end`, and how often they ran. */
export type Range = readonly [start: number, end: number, count: number];

/** What one test file ran. */
export interface RanInTest {
  readonly test: string;
  readonly files: Readonly<Record<string, readonly Range[] | undefined>>;
}

export const readCoverage = (folder: string): RanInTest[] =>
  globSync(`${folder}/*.json`).map((path) => JSON.parse(readFileSync(path, "utf8")));

/** The test files that run a character of a file. Those that run the least come first: they are about that file. */
export const testsThatRun = (coverage: readonly RanInTest[], file: string, offset: number): string[] =>
  coverage
    .filter(({ files }) => ranAt(files[file] ?? [], offset))
    .sort((a, b) => sizeOf(a) - sizeOf(b))
    .map(({ test }) => test);

const sizeOf = ({ files }: RanInTest): number => Object.keys(files).length;

/** The narrowest range around a character tells whether it ran. */
function ranAt(ranges: readonly Range[], offset: number): boolean {
  const around = ranges.filter(([start, end]) => start <= offset && offset < end);
  const narrowest = around.sort((a, b) => a[1] - a[0] - (b[1] - b[0]))[0];
  return narrowest !== undefined && narrowest[2] > 0;
}
