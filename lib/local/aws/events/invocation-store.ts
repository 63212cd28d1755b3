import type { DatabaseSync } from "node:sqlite";

export const INVOCATION_SCHEMA = `
CREATE TABLE IF NOT EXISTS invocations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, target TEXT NOT NULL, event TEXT NOT NULL,
  accepted_at INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS invocations_target ON invocations (target)`;

/** An accepted event on its way to one target. Times are epoch milliseconds. */
export interface Invocation {
  id: number;
  /** Key of the target. */
  target: string;
  /** The JSON text of the whole event. */
  event: string;
  acceptedAt: number;
  /** The number of tries so far. */
  tries: number;
  dueAt: number;
}

export interface InvocationStore {
  add(target: string, event: string): Invocation;
  ofTarget(target: string): Invocation[];
  postpone(id: number, tries: number, dueAt: number): void;
  delete(id: number): void;
}

/** Stores invocations until they succeed or are given up. */
export function createInvocationStore(db: DatabaseSync): InvocationStore {
  const insert = db.prepare("INSERT INTO invocations (target, event, accepted_at, due_at) VALUES (?,?,?,?)");
  const byTarget = db.prepare("SELECT * FROM invocations WHERE target = ? ORDER BY id");
  const update = db.prepare("UPDATE invocations SET tries = ?, due_at = ? WHERE id = ?");
  const remove = db.prepare("DELETE FROM invocations WHERE id = ?");

  return {
    add(target, event) {
      const now = Date.now();
      const { lastInsertRowid } = insert.run(target, event, now, now);
      return { id: Number(lastInsertRowid), target, event, acceptedAt: now, tries: 0, dueAt: now };
    },
    ofTarget: (target) => byTarget.all(target).map(toInvocation),
    postpone(id, tries, dueAt) {
      update.run(tries, dueAt, id);
    },
    delete(id) {
      remove.run(id);
    },
  };
}

const toInvocation = (row: Record<string, unknown>): Invocation => ({
  id: Number(row.id),
  target: String(row.target),
  event: String(row.event),
  acceptedAt: Number(row.accepted_at),
  tries: Number(row.tries),
  dueAt: Number(row.due_at),
});
