import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { AWS_LIMITS } from "../../aws-limits.ts";
import { transaction } from "../database.ts";
import { dueMessages, type SqsLimits } from "./due-messages.ts";
import type { Redrive } from "./queue-attributes.ts";

export const MESSAGE_SCHEMA = `
CREATE TABLE IF NOT EXISTS messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, queue TEXT NOT NULL, body TEXT NOT NULL,
  attributes TEXT NOT NULL, group_id TEXT, source TEXT, sent_at INTEGER NOT NULL, visible_at INTEGER NOT NULL,
  receives INTEGER NOT NULL DEFAULT 0, first_received_at INTEGER, received_at INTEGER, receipt TEXT, trace_header TEXT
) STRICT;
DROP INDEX IF EXISTS messages_due;
CREATE INDEX IF NOT EXISTS messages_next ON messages (queue, visible_at, seq, group_id);
CREATE INDEX IF NOT EXISTS messages_of_group ON messages (queue, group_id, visible_at, seq);
CREATE INDEX IF NOT EXISTS messages_old ON messages (queue, sent_at);
CREATE INDEX IF NOT EXISTS messages_receipt ON messages (receipt)`;

/** A row of the messages table. Times are epoch milliseconds. */
export interface Message {
  seq: number;
  id: string;
  queue: string;
  body: string;
  /** The message attributes, as JSON. */
  attributes: string;
  group_id: string | null;
  /** For a message in a dead-letter queue: the queue that it came from. */
  source: string | null;
  sent_at: number;
  visible_at: number;
  receives: number;
  first_received_at: number | null;
  received_at: number | null;
  receipt: string | null;
  trace_header: string | null;
}

export interface NewMessage {
  body: string;
  attributes: string;
  groupId: string | undefined;
  delaySeconds: number;
  /** The trace header of the invocation that sent the message. */
  traceHeader?: string | undefined;
}

export interface Taken {
  taken: Message[];
  /** The number of messages that moved to the dead-letter queue. */
  moved: number;
}

export interface Counts {
  visible: number;
  inFlight: number;
  delayed: number;
}

export interface Messages {
  /** Adds all messages or none. Returns their ids in order. */
  add(queue: string, messages: NewMessage[]): string[];
  /**
   * Receives up to `max` due messages, and fewer when the limit of messages in flight is near. A message that was
   * already received as often as the redrive policy allows moves to the dead-letter queue instead.
   */
  take(queue: string, max: number, visibilitySeconds: number, redrive: Redrive | undefined): Taken;
  /** Whether as many messages are in flight as a queue may have. */
  isFull(queue: string): boolean;
  /** Finds the message whose current receipt this is. */
  findByReceipt(queue: string, receipt: string): Message | undefined;
  /** Runs some work in one transaction. A commit costs more than the change of a message. */
  together<T>(work: () => T): T;
  delete(message: Message): void;
  showAt(message: Message, atMs: number): void;
  /** The time when the next message becomes visible. */
  nextVisibleAt(queue: string): number | undefined;
  deleteSentBefore(queue: string, atMs: number): void;
  deleteAll(queue: string): void;
  count(queue: string): Counts;
}

/** Creates the store of all queues' messages. A call that changes several messages does so in one transaction. */
export function createMessages(
  db: DatabaseSync,
  now: () => number = Date.now,
  limits: SqsLimits = AWS_LIMITS,
): Messages {
  addTraceHeaders(db);
  const due = dueMessages(db, limits, now);
  const insert = db.prepare(
    `INSERT INTO messages (id, queue, body, attributes, group_id, sent_at, visible_at, trace_header)
     VALUES (?,?,?,?,?,?,?,?)`,
  );
  const claim = db.prepare(
    `UPDATE messages SET receipt = ?, visible_at = ?, receives = receives + 1, received_at = ?,
     first_received_at = coalesce(first_received_at, ?) WHERE seq = ? RETURNING *`,
  );
  const move = db.prepare(
    "UPDATE messages SET queue = ?, source = queue, receipt = NULL, visible_at = ? WHERE seq = ?",
  );
  const byReceipt = db.prepare("SELECT * FROM messages WHERE receipt = ? AND queue = ?");
  const remove = db.prepare("DELETE FROM messages WHERE seq = ?");
  const show = db.prepare("UPDATE messages SET visible_at = ? WHERE seq = ?");
  const next = db.prepare("SELECT min(visible_at) AS at FROM messages WHERE queue = ?");
  const removeOld = db.prepare("DELETE FROM messages WHERE queue = ? AND sent_at < ?");
  const removeAll = db.prepare("DELETE FROM messages WHERE queue = ?");
  const counts = db.prepare(
    `SELECT count(*) FILTER (WHERE visible_at <= ?1) AS visible,
     count(*) FILTER (WHERE visible_at > ?1 AND receipt IS NOT NULL) AS inFlight,
     count(*) FILTER (WHERE visible_at > ?1 AND receipt IS NULL) AS delayed FROM messages WHERE queue = ?2`,
  );

  function add(queue: string, { body, attributes, groupId, delaySeconds, traceHeader }: NewMessage): string {
    const id = randomUUID();
    const at = now();
    insert.run(id, queue, body, attributes, groupId ?? null, at, at + delaySeconds * 1000, traceHeader ?? null);
    return id;
  }

  function take(queue: string, wanted: number, visibilitySeconds: number, redrive: Redrive | undefined): Taken {
    const at = now();
    const max = Math.min(wanted, due.room(queue));
    const claimed = new Map<number, Message>();
    let moved = 0;
    for (let again = true; again && claimed.size < max; ) {
      again = false;
      for (const message of due.next(queue, max - claimed.size)) {
        // After a claim with a visibility timeout of 0, the message is due again at once.
        if (claimed.has(message.seq)) continue;
        if (redrive && message.receives >= redrive.maxReceiveCount) {
          move.run(redrive.target, at, message.seq);
          moved++;
          again = true;
        } else {
          const row = claim.get(randomUUID(), at + visibilitySeconds * 1000, at, at, message.seq);
          claimed.set(message.seq, row as unknown as Message);
          due.handedOut(message);
        }
      }
    }
    return { taken: [...claimed.values()], moved };
  }

  return {
    add: (queue, messages) => transaction(db, () => messages.map((message) => add(queue, message))),
    take: (queue, max, seconds, redrive) => transaction(db, () => take(queue, max, seconds, redrive)),
    isFull: (queue) => due.room(queue) <= 0,
    findByReceipt: (queue, receipt) => byReceipt.get(receipt, queue) as unknown as Message | undefined,
    together: (work) => transaction(db, work),
    delete: ({ seq }) => remove.run(seq),
    showAt: ({ seq }, atMs) => show.run(atMs, seq),
    nextVisibleAt: (queue) => (next.get(queue)?.at as number | null) ?? undefined,
    deleteSentBefore: (queue, atMs) => removeOld.run(queue, atMs),
    deleteAll: (queue) => removeAll.run(queue),
    count: (queue) => counts.get(now(), queue) as unknown as Counts,
  };
}

/** Adds the column for trace headers to a file of an earlier version. */
function addTraceHeaders(db: DatabaseSync): void {
  const columns = db.prepare("SELECT name FROM pragma_table_info('messages')").all();
  if (columns.some(({ name }) => name === "trace_header")) return;
  db.exec("ALTER TABLE messages ADD COLUMN trace_header TEXT");
}
