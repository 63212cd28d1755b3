import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, test, vi } from "vitest";
import { AwsError } from "../../lib/local/aws/aws-error.ts";
import type { AwsRequest } from "../../lib/local/aws/backend.ts";
import { transaction } from "../../lib/local/aws/database.ts";
import { isDiskFull, watchDisk } from "../../lib/local/disk-full.ts";
import { openLogFile } from "../../lib/local/functions/log-file.ts";
import { temporaryFolder } from "./support/temporary-folder.ts";

/** The error of a database that has no room for another page. */
function fullDatabaseError(): unknown {
  const db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE t (x TEXT); PRAGMA max_page_count = 3");
  try {
    transaction(db, () => db.prepare("INSERT INTO t VALUES (?)").run("x".repeat(100_000)));
  } catch (error) {
    return error;
  } finally {
    db.close();
  }
}

test.each<[string, unknown, boolean]>([
  ["SQLite's error, after a transaction", fullDatabaseError(), true],
  ["the system's error", Object.assign(new Error("write failed"), { code: "ENOSPC" }), true],
  ["an exceeded quota", Object.assign(new Error("write failed"), { code: "EDQUOT" }), true],
  ["the output of a child process", new Error("cannot synthesize:\nENOSPC: no space left on device, write"), true],
  ["an error's cause", new Error("cannot start", { cause: new Error("database or disk is full") }), true],
  ["another error", new Error("disk I/O error"), false],
  ["no error", undefined, false],
])("%s says whether the disk is full", (_name, error, full) => {
  expect(isDiskFull(error)).toBe(full);
});

describe("a service", () => {
  const call = {} as AwsRequest;
  const answer = (status: number, body: string) => async () => ({ status, headers: {}, body });

  it.each([
    ["throws that the disk is full", () => Promise.reject(fullDatabaseError()), 1],
    [
      "answers that the disk is full",
      answer(500, '{"message":"commit failed (backend: database or disk is full)"}'),
      1,
    ],
    ["refuses a call", () => Promise.reject(new AwsError("QueueDoesNotExist", "no such queue")), 0],
    ["answers with a customer's words", answer(200, '{"Item":"database or disk is full"}'), 0],
  ])("that %s is noticed", async (_name, backend, times) => {
    const onFull = vi.fn();
    await watchDisk(backend, onFull)(call).catch(() => undefined);
    expect(onFull).toHaveBeenCalledTimes(times);
  });
});

test("a log that can't be written reports the error, and can be closed", async () => {
  const folder = temporaryFolder();
  symlinkSync("/dev/full", join(folder, "f.log"));
  const failed = vi.fn();
  const log = openLogFile(folder, "f", failed);
  log.write("a line\n");
  await vi.waitFor(() => expect(failed).toHaveBeenCalled());
  expect(isDiskFull(failed.mock.calls[0]?.[0])).toBe(true);
  await log.close();
});
