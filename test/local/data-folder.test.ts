import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openDataFolder } from "../../lib/local/data-folder.ts";
import { temporaryFolder } from "./support.ts";

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

test("belongs to one twin at a time", () => {
  const { release } = openDataFolder(folder.path, false);
  expect(() => openDataFolder(folder.path, false)).toThrow(`another twin uses ${folder.path}`);
  release();
  openDataFolder(folder.path, false).release();
});

test.each([true, false])("begins with nothing of a twin's when fresh (%s), and leaves what is not its own", (fresh) => {
  const first = openDataFolder(folder.path, false);
  writeFileSync(first.twinFile, "{}");
  writeFileSync(join(first.aws, "sqs.sqlite"), "");
  writeFileSync(join(folder.path, "letter.txt"), "");
  first.release();
  const second = openDataFolder(folder.path, fresh);
  expect(existsSync(second.twinFile)).toBe(!fresh);
  expect(existsSync(join(second.aws, "sqs.sqlite"))).toBe(!fresh);
  expect(existsSync(join(folder.path, "letter.txt"))).toBe(true);
  second.release();
});
