import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { AWS_LIMITS } from "../../aws-limits.ts";
import { transaction } from "../database.ts";
import { type Accepted, createDeduplications, type Deduplication } from "./deduplication.ts";
import { dueFifoMessages } from "./due-fifo-messages.ts";
import { type DueMessages, dueMessages, type SqsLimits } from "./due-messages.ts";
import { isFifo, type Redrive } from "./queue-attributes.ts";

export const MESSAGE_SCHEMA = `
CREATE TABLE IF NOT EXISTS messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, queue TEXT NOT NULL, body TEXT NOT NULL,
  attributes TEXT NOT NULL, group_id TEXT, source TEXT, sent_at INTEGER NOT NULL, visible_at INTEGER NOT NULL,
  receives INTEGER NOT NULL DEFAULT 0, first_received_at INTEGER, received_at INTEGER, receipt TEXT, trace_header TEXT,
  deduplication_id TEXT
) STRICT;
DROP INDEX IF EXISTS messages_due;
CREATE INDEX IF NOT EXISTS messages_next ON messages (queue, visible_at, seq, group_id);
CREATE INDEX IF NOT EXISTS messages_of_group ON messages (queue, group_id, visible_at, seq);
CREATE INDEX IF NOT EXISTS messages_old ON messages (queue, sent_at);
CREATE INDEX IF NOT EXISTS messages_receipt ON messages (receipt)`;

/** Standard queues pay nothing for these. */
const FIFO_INDEXES = `
CREATE INDEX IF NOT EXISTS messages_fifo ON messages (queue, seq) WHERE deduplication_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS messages_fifo_group ON messages (queue, group_id, seq) WHERE deduplication_id IS NOT NULL`;

/** A row of the messages table. Times are epoch milliseconds. */
export interface Message {
  /** Grows with each message of all queues. */
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
  /** Only messages of FIFO queues have one. */
  deduplication_id: string | null;
}

export interface NewMessage {
  body: string;
  attributes: string;
  groupId: string | undefined;
  /** Of a message for a FIFO queue. */
  deduplication?: Deduplication | undefined;
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
  /**
   * Adds all messages or none. Returns their ids and places in order. A FIFO queue doesn't add a duplicate, and returns
   * the id and the place of the first message with this deduplication id.
   */
  add(queue: string, messages: NewMessage[]): Accepted[];
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
  /** The earliest time at which another message may become due. It is in the past if messages are due. */
  nextDueAt(queue: string): number | undefined;
  deleteSentBefore(queue: string, atMs: number): void;
  deleteAll(queue: string): void;
  /** Forgets the deduplication ids of a queue. */
  forgetDuplicates(queue: string): void;
  count(queue: string): Counts;
}

/** Creates the store of all queues' messages. A call that changes several messages does so in one transaction. */
export function createMessages(
  db: DatabaseSync,
  now: () => number = Date.now,
  limits: SqsLimits = AWS_LIMITS,
): Messages {
  addColumn(db, "trace_header");
  addColumn(db, "deduplication_id");
  db.exec(FIFO_INDEXES);
  const fair = dueMessages(db, limits, now);
  const fifo = dueFifoMessages(db, limits, now);
  const dueOf = (queue: string): DueMessages => (isFifo(queue) ? fifo : fair);
  const deduplications = createDeduplications(db, now);
  const insert = db.prepare(
    `INSERT INTO messages (id, queue, body, attributes, group_id, sent_at, visible_at, trace_header, deduplication_id)
     VALUES (?,?,?,?,?,?,?,?,?) RETURNING seq`,
  );
  const claim = db.prepare(
    `UPDATE messages SET receipt = ?, visible_at = ?, receives = receives + 1, received_at = ?,
     first_received_at = coalesce(first_received_at, ?) WHERE seq = ? RETURNING *`,
  );
  const move = db.prepare(
    "UPDATE messages SET queue = ?, source = queue, receipt = NULL, visible_at = ? WHERE seq = ?",
  );
  // The message comes last in the dead-letter queue, and has its id as deduplication id:
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html
  // FIFO queues reset the time at which it was sent:
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
  const append = db.prepare(
    `INSERT INTO messages (id, queue, source, body, attributes, group_id, sent_at, visible_at, receives,
       first_received_at, trace_header, deduplication_id)
     SELECT id, ?1, queue, body, attributes, group_id, ?2, ?2, receives, first_received_at, trace_header, id
     FROM messages WHERE seq = ?3`,
  );
  const byReceipt = db.prepare("SELECT * FROM messages WHERE receipt = ? AND queue = ?");
  const remove = db.prepare("DELETE FROM messages WHERE seq = ?");
  const show = db.prepare("UPDATE messages SET visible_at = ? WHERE seq = ?");
  const removeOld = db.prepare("DELETE FROM messages WHERE queue = ? AND sent_at < ?");
  const removeAll = db.prepare("DELETE FROM messages WHERE queue = ?");
  const counts = db.prepare(
    `SELECT count(*) FILTER (WHERE visible_at <= ?1) AS visible,
     count(*) FILTER (WHERE visible_at > ?1 AND receipt IS NOT NULL) AS inFlight,
     count(*) FILTER (WHERE visible_at > ?1 AND receipt IS NULL) AS delayed FROM messages WHERE queue = ?2`,
  );

  function add(queue: string, message: NewMessage): Accepted {
    const { deduplication } = message;
    if (!deduplication) return insertNew(queue, message);
    const first = deduplications.find(queue, deduplication);
    if (first) return first;
    const accepted = insertNew(queue, message);
    deduplications.remember(queue, deduplication, accepted);
    return accepted;
  }

  function insertNew(queue: string, message: NewMessage): Accepted {
    const { body, attributes, groupId = null, deduplication, delaySeconds, traceHeader = null } = message;
    const id = randomUUID();
    const [at, visibleAt] = [now(), now() + delaySeconds * 1000];
    const deduplicationId = deduplication?.id ?? null;
    const row = insert.get(id, queue, body, attributes, groupId, at, visibleAt, traceHeader, deduplicationId);
    return { id, seq: Number(row?.seq) };
  }

  function moveToDeadLetters(target: string, { seq }: Message): void {
    if (!isFifo(target)) return void move.run(target, now(), seq);
    append.run(target, now(), seq);
    remove.run(seq);
  }

  function take(queue: string, wanted: number, visibilitySeconds: number, redrive: Redrive | undefined): Taken {
    const at = now();
    const due = dueOf(queue);
    const max = Math.min(wanted, due.room(queue));
    const claimed = new Map<number, Message>();
    let moved = 0;
    for (let again = true; again && claimed.size < max; ) {
      again = false;
      for (const message of due.next(queue, max - claimed.size)) {
        // After a claim with a visibility timeout of 0, the message is due again at once.
        if (claimed.has(message.seq)) continue;
        if (redrive && message.receives >= redrive.maxReceiveCount) {
          moveToDeadLetters(redrive.target, message);
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
    isFull: (queue) => dueOf(queue).room(queue) <= 0,
    findByReceipt: (queue, receipt) => byReceipt.get(receipt, queue) as unknown as Message | undefined,
    together: (work) => transaction(db, work),
    delete: ({ seq }) => remove.run(seq),
    showAt: ({ seq }, atMs) => show.run(atMs, seq),
    nextDueAt: (queue) => dueOf(queue).nextDueAt(queue),
    deleteSentBefore: (queue, atMs) => removeOld.run(queue, atMs),
    deleteAll: (queue) => removeAll.run(queue),
    forgetDuplicates: deduplications.forgetAll,
    count: (queue) => counts.get(now(), queue) as unknown as Counts,
  };
}

/** Adds a column to a file of an earlier version. */
function addColumn(db: DatabaseSync, column: "trace_header" | "deduplication_id"): void {
  const columns = db.prepare("SELECT name FROM pragma_table_info('messages')").all();
  if (columns.some(({ name }) => name === column)) return;
  db.exec(`ALTER TABLE messages ADD COLUMN ${column} TEXT`);
}
