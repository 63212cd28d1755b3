import type { DatabaseSync } from "node:sqlite";

/**
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-key-terms.html
 */
const INTERVAL_MS = 5 * 60_000;

const DEDUPLICATION_SCHEMA = `CREATE TABLE IF NOT EXISTS deduplications (
  queue TEXT NOT NULL, scope TEXT NOT NULL, id TEXT NOT NULL, message_id TEXT NOT NULL, seq INTEGER NOT NULL,
  sent_at INTEGER NOT NULL, PRIMARY KEY (queue, scope, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deduplications_old ON deduplications (sent_at)`;

export interface Deduplication {
  id: string;
  /** The message group in which the id is unique. Empty if it's unique in the whole queue. */
  scope: string;
}

/** A message that a FIFO queue has accepted. */
export interface Accepted {
  id: string;
  /** Its place in the queue. */
  seq: number;
}

/** The deduplication ids of the last five minutes. SQS remembers an id even after its message was deleted. */
export interface Deduplications {
  /** Finds the message that was sent with this id. */
  find(queue: string, deduplication: Deduplication): Accepted | undefined;
  remember(queue: string, deduplication: Deduplication, accepted: Accepted): void;
  forgetAll(queue: string): void;
}

export function createDeduplications(db: DatabaseSync, now: () => number): Deduplications {
  db.exec(DEDUPLICATION_SCHEMA);
  const select = db.prepare(
    "SELECT message_id AS id, seq FROM deduplications WHERE queue = ? AND scope = ? AND id = ? AND sent_at > ?",
  );
  const insert = db.prepare("INSERT OR REPLACE INTO deduplications VALUES (?,?,?,?,?,?)");
  const removeOld = db.prepare("DELETE FROM deduplications WHERE sent_at <= ?");
  const removeAll = db.prepare("DELETE FROM deduplications WHERE queue = ?");

  return {
    find: (queue, { scope, id }) =>
      select.get(queue, scope, id, now() - INTERVAL_MS) as unknown as Accepted | undefined,
    remember(queue, { scope, id }, accepted) {
      removeOld.run(now() - INTERVAL_MS);
      insert.run(queue, scope, id, accepted.id, accepted.seq, now());
    },
    forgetAll: (queue) => removeAll.run(queue),
  };
}
