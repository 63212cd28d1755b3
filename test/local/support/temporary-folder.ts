import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";

/** Creates a folder for one test, and deletes it after the test. */
export function temporaryFolder(): string {
  const folder = create();
  onTestFinished(() => remove(folder));
  return folder;
}

/** Creates a folder for all tests of a file, and deletes it after the last one. */
export function useTemporaryFolder(): string {
  const folder = create();
  afterAll(() => remove(folder));
  return folder;
}

const create = (): string => mkdtempSync(join(tmpdir(), "posthorn-twin-"));
const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });

/** Each file's time of change and size, by path. */
export function contentsOf(folder: string): Record<string, number[]> {
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  const factsOf = (path: string) => {
    const { mtimeMs, size } = statSync(join(folder, path));
    return [mtimeMs, size];
  };
  return Object.fromEntries(["", ...paths].map((path) => [path, factsOf(path)]));
}
