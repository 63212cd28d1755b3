import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CannotStart } from "./cannot-start.ts";

/**
 * Opens (or creates) a service's SQLite file, for this process alone.
 *
 * A commit is in the operating system's hands when it returns (WAL, `synchronous = NORMAL`), so that killing this
 * process loses nothing; it is not flushed to the disk each time, which would cost a millisecond a call and help
 * against power cuts only (https://www.sqlite.org/pragma.html#pragma_synchronous).
 *
 * @param dataDir where `<name>.sqlite` lies; without it the database is in memory and ends with the process
 */
export function openDatabase(dataDir: string | undefined, name: string, schema: string): DatabaseSync {
  if (dataDir) mkdirSync(dataDir, { recursive: true });
  const path = dataDir ? join(dataDir, `${name}.sqlite`) : ":memory:";
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

/** Runs `work` in one transaction: all that it writes is committed when it returns, or nothing if it throws. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
}
