import { mkdtempSync, rmSync } from "node:fs";
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
