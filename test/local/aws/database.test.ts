import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { openDatabase } from "../../../lib/local/aws/database.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

it.each([
  ["new files", []],
  ["the files of an earlier version", ["secrets.sqlite", "secrets.sqlite-wal"]],
])("lets only the user read %s", (_name, existing) => {
  const folder = temporaryFolder();
  for (const name of existing) writeFileSync(join(folder, name), "", { mode: 0o644 });
  const db = openDatabase(folder, "secrets", "CREATE TABLE IF NOT EXISTS t (x TEXT)");
  onTestFinished(() => db.close());
  db.exec("INSERT INTO t VALUES ('a secret')");
  const modes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]);
  expect(modes.sort()).toEqual([
    ["secrets.sqlite", 0o600],
    ["secrets.sqlite-wal", 0o600],
  ]);
});

it("reports in one line that a file can't be created", () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "file"), "");
  expect(() => openDatabase(join(folder, "file"), "secrets", "")).toThrow(
    expect.objectContaining({ name: "CannotStart", message: expect.stringMatching(/^[^\n]+secrets\.sqlite: [^\n]+$/) }),
  );
});
