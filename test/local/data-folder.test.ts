import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDataFolder } from "../../lib/local/data-folder.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

test("belongs to one twin at a time", () => {
  const folder = temporaryFolder();
  const { release } = openDataFolder(folder, false);
  expect(() => openDataFolder(folder, false)).toThrow(`another twin uses ${folder}`);
  release();
  openDataFolder(folder, false).release();
});

test.each([true, false])("loses the twin's files when fresh (%s), and keeps all other files", (fresh) => {
  const folder = temporaryFolder();
  const first = openDataFolder(folder, false);
  writeFileSync(first.twinFile, "{}");
  writeFileSync(join(first.aws, "sqs.sqlite"), "");
  writeFileSync(join(folder, "letter.txt"), "");
  first.release();
  const second = openDataFolder(folder, fresh);
  expect(existsSync(second.twinFile)).toBe(!fresh);
  expect(existsSync(join(second.aws, "sqs.sqlite"))).toBe(!fresh);
  expect(existsSync(join(folder, "letter.txt"))).toBe(true);
  second.release();
});
