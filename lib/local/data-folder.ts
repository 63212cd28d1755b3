import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CannotStart } from "./aws/cannot-start.ts";
import { requireFormat, writeFormat } from "./data-format.ts";

/** The folder of one twin, locked until `release` is called. */
export interface DataFolder {
  /** Data of the local AWS services. */
  aws: string;
  /** Logs of the functions. */
  logs: string;
  /** The messages that SNS sent to email addresses. */
  mail: string;
  /** The cloud assembly, recreated at each start. */
  assembly: string;
  /** The file that tells other programs how to reach the twin. */
  twinFile: string;
  release(): void;
}

/**
 * Locks a folder for one twin. Creates the folder if it does not exist. `fresh` deletes the files of an earlier twin,
 * and no other files. Throws `CannotStart` when another twin uses the folder, when its data has another format, or when
 * the folder cannot be used.
 */
export function openDataFolder(directory: string, fresh: boolean): DataFolder {
  const release = claim(directory, fresh);
  const folder = {
    aws: join(directory, "aws"),
    logs: join(directory, "logs"),
    mail: join(directory, "mail"),
    assembly: join(directory, "cdk.out"),
    twinFile: join(directory, "twin.json"),
  };
  const stale = fresh ? Object.values(folder) : [folder.assembly];
  for (const path of stale) rmSync(path, { recursive: true, force: true });
  // Before any data, so that data without a format is always of an earlier release.
  writeFormat(directory);
  mkdirSync(folder.aws, { recursive: true });
  return { ...folder, release };
}

/** Checks the format first, because locking a folder changes it. */
function claim(directory: string, fresh: boolean): () => void {
  try {
    if (!fresh) requireFormat(directory);
    return lock(directory);
  } catch (error) {
    if (error instanceof CannotStart) throw error;
    const { message, code } = error as NodeJS.ErrnoException;
    if (/locked/.test(message))
      throw new CannotStart(`another twin uses ${directory}: stop it, or choose another folder with --data`);
    throw new CannotStart(
      `cannot use the folder ${directory}: ${code === "ERR_SQLITE_ERROR" ? message : (code ?? message)}`,
    );
  }
}

/**
 * Uses the lock that SQLite holds on its file. The operating system releases it however the process dies; a file with a
 * process id would stay behind.
 */
function lock(directory: string): () => void {
  mkdirSync(directory, { recursive: true });
  const database = new DatabaseSync(join(directory, "lock"));
  database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS held (x); COMMIT");
  return () => database.close();
}
