import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CannotStart } from "./aws/cannot-start.ts";

/**
 * The form of the data that this release writes: keys, rows and messages. Raise it with a change that this release's
 * readers could not bridge. Releases before 2 wrote no number.
 */
const FORMAT = "2";

/** Throws `CannotStart` when the folder holds data of a release with another format. Changes nothing in the folder. */
export function requireFormat(directory: string): void {
  const format = formatOf(directory);
  if (format === undefined || format === FORMAT) return;
  throw new CannotStart(
    `the data in ${directory} was written by another release (format ${format}, not ${FORMAT}): delete it with --fresh, or choose another folder with --data`,
  );
}

/** Writes the file atomically, so that a start that is killed leaves no empty one. */
export function writeFormat(directory: string): void {
  const file = formatFile(directory);
  writeFileSync(`${file}.new`, `${FORMAT}\n`);
  renameSync(`${file}.new`, file);
}

/** Returns undefined when the folder holds no data. */
function formatOf(directory: string): string | undefined {
  const file = formatFile(directory);
  if (existsSync(file)) return /^\d+$/.exec(readFileSync(file, "utf8").trim())?.[0] ?? "unknown";
  return hasData(join(directory, "aws")) ? "1" : undefined;
}

const formatFile = (directory: string): string => join(directory, "format");

const hasData = (directory: string): boolean => existsSync(directory) && readdirSync(directory).length > 0;
