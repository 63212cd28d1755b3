import { chmodSync, closeSync, existsSync, openSync } from "node:fs";

/**
 * Ensures that a SQLite file exists and that only its owner can read it: the files hold secrets and customers' data.
 * SQLite gives a new journal the permissions of its file. A journal of an earlier version may still have others.
 */
export function ownerOnly(path: string): void {
  closeSync(openSync(path, "a", 0o600));
  const files = [path, `${path}-wal`, `${path}-shm`, `${path}-journal`];
  for (const file of files.filter(existsSync)) chmodSync(file, 0o600);
}
