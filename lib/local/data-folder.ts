import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CannotStart } from "./aws/cannot-start.ts";

/** Where a twin keeps what it has, its own until it is released. */
export interface DataFolder {
  /** The local AWS services'. */
  aws: string;
  /** Logs of the functions. */
  logs: string;
  /** The cloud assembly, made anew at each start. */
  assembly: string;
  /** How other programs reach the twin. */
  twinFile: string;
  release(): void;
}

/**
 * Takes a folder for one twin, creating it if need be; `fresh` removes what an earlier one left, and nothing else
 * that is in the folder. Throws a `CannotStart` when another twin has it.
 */
export function openDataFolder(directory: string, fresh: boolean): DataFolder {
  const release = lock(directory);
  const folder = {
    aws: join(directory, "aws"),
    logs: join(directory, "logs"),
    assembly: join(directory, "cdk.out"),
    twinFile: join(directory, "twin.json"),
  };
  const stale = fresh ? Object.values(folder) : [folder.assembly];
  for (const path of stale) rmSync(path, { recursive: true, force: true });
  mkdirSync(folder.aws, { recursive: true });
  return { ...folder, release };
}

/**
 * A lock that the system lifts when its process dies, however it dies, as a file with a process id would not:
 * SQLite holds one on its file.
 */
function lock(directory: string): () => void {
  try {
    mkdirSync(directory, { recursive: true });
    const database = new DatabaseSync(join(directory, "lock"));
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS held (x); COMMIT");
    return () => database.close();
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    if (/locked/.test(message))
      throw new CannotStart(`another twin uses ${directory}: stop it, or choose another folder with --data`);
    throw new CannotStart(
      `cannot use the folder ${directory}: ${code === "ERR_SQLITE_ERROR" ? message : (code ?? message)}`,
    );
  }
}
