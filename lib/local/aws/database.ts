import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CannotStart } from "./cannot-start.ts";
import { ownerOnly } from "./owner-only.ts";

/**
 * Opens or creates a service's SQLite file for this process only. Throws `CannotStart` when another process uses the
 * file, or when the file cannot be opened. Only the user can read the file.
 *
 * When a commit returns, the operating system has the data (WAL, `synchronous = NORMAL`), so killing this process loses
 * nothing. Commits are not flushed to disk. That would cost a millisecond a call, and would help only against power
 * cuts (https://www.sqlite.org/pragma.html#pragma_synchronous).
 *
 * @param dataDir the folder of `<name>.sqlite`; without it, the database is in memory and ends with the process
 */
export function openDatabase(dataDir: string | undefined, name: string, schema: string): DatabaseSync {
  const path = dataDir ? join(dataDir, `${name}.sqlite`) : ":memory:";
  if (dataDir) prepare(dataDir, path);
  const db = new DatabaseSync(path);
  try {
    db.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL");
    db.exec(schema);
  } catch (cause) {
    db.close();
    const locked = String(cause).includes("locked");
    throw new CannotStart(locked ? `another process is using ${dataDir}` : `${path}: ${cause}`, { cause });
  }
  return db;
}

function prepare(dataDir: string, path: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    ownerOnly(path);
  } catch (cause) {
    throw new CannotStart(`${path}: ${cause}`, { cause });
  }
}

/** Runs `work` in one transaction. Commits when `work` returns, and rolls back when it throws. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    // SQLite has rolled back already when the disk is full (https://www.sqlite.org/lang_transaction.html).
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
