import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openDataFolder } from "../../lib/local/data-folder.ts";
import { contentsOf, temporaryFolder } from "./support/temporary-folder.ts";

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

const refusedFormats: [name: string, format: string | undefined, shown: string][] = [
  ["no format", undefined, "format 1"],
  ["an earlier format", "1\n", "format 1"],
  ["a later format", "10\n", "format 10"],
  ["a format that can't be read", "two\nlines", "format unknown"],
];

test.each(refusedFormats)("is refused unchanged if its data has %s, unless it starts fresh", (_name, format, shown) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "aws"));
  writeFileSync(join(folder, "aws", "sqs.sqlite"), "");
  if (format !== undefined) writeFileSync(join(folder, "format"), format);
  const before = contentsOf(folder);
  expect(() => openDataFolder(folder, false)).toThrow(
    `the data in ${folder} was written by another release (${shown}, not 2): delete it with --fresh, or choose`,
  );
  expect(contentsOf(folder)).toEqual(before);
  openDataFolder(folder, true).release();
  openDataFolder(folder, false).release();
  expect(existsSync(join(folder, "aws", "sqs.sqlite"))).toBe(false);
});

test("is taken without a format if it holds no data", () => {
  const folder = temporaryFolder();
  openDataFolder(folder, false).release();
  rmSync(join(folder, "format"));
  openDataFolder(folder, false).release();
  expect(readdirSync(folder).sort()).toEqual(["aws", "format", "lock"]);
});

test("is unusable if its format can't be read", () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "format"));
  expect(() => openDataFolder(folder, false)).toThrow(`cannot use the folder ${folder}: EISDIR`);
});
