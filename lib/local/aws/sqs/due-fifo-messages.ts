import type { DatabaseSync } from "node:sqlite";
import type { DueMessages, SqsLimits } from "./due-messages.ts";
import type { Message } from "./message-store.ts";

/**
 * Chooses the messages of FIFO queues, in the order in which they were sent. A receive gets as many messages of a group
 * as possible, and then those of other groups. A group with a message in flight has nothing to hand out until that
 * message is deleted or visible again
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html).
 * AWS doesn't say which group comes first. Here it is the one whose first message is the oldest.
 */
export function dueFifoMessages(db: DatabaseSync, limits: SqsLimits, now: () => number): DueMessages {
  const bounds = db.prepare(
    `SELECT (SELECT min(seq) FROM messages WHERE queue = ?1 AND deduplication_id IS NOT NULL) AS first,
     (SELECT max(seq) FROM messages WHERE queue = ?1 AND deduplication_id IS NOT NULL) AS last`,
  );
  const atPlace = db.prepare(
    "SELECT seq FROM messages WHERE queue = ? AND deduplication_id IS NOT NULL ORDER BY seq LIMIT 1 OFFSET ?",
  );
  // Goes from group to group through the index, so that a long backlog of one group costs nothing.
  const freeGroups = db.prepare(
    `WITH RECURSIVE groups(name) AS (
       SELECT min(group_id) FROM messages WHERE queue = ?1
       UNION ALL SELECT (SELECT min(group_id) FROM messages WHERE queue = ?1 AND group_id > name) FROM groups
       WHERE name IS NOT NULL
     )
     SELECT name FROM groups JOIN messages m ON m.seq = (
       SELECT min(seq) FROM messages WHERE queue = ?1 AND group_id = name AND deduplication_id IS NOT NULL
     ) WHERE m.visible_at <= ?2 AND NOT EXISTS (
       SELECT 1 FROM messages WHERE queue = ?1 AND group_id = name AND visible_at > ?2 AND receipt IS NOT NULL
     ) ORDER BY m.seq LIMIT ?3`,
  );
  const ofGroup = db.prepare(
    `SELECT * FROM messages WHERE queue = ? AND group_id = ? AND seq < ? AND deduplication_id IS NOT NULL
     ORDER BY seq LIMIT ?`,
  );
  const inFlight = db.prepare(
    "SELECT count(*) AS messages FROM messages WHERE queue = ? AND visible_at > ? AND receipt IS NOT NULL",
  );
  const nextShown = db.prepare("SELECT min(visible_at) AS at FROM messages WHERE queue = ? AND visible_at > ?");

  function next(queue: string, max: number): Message[] {
    const end = endOf(queue);
    const chosen: Message[] = [];
    for (const { name } of freeGroups.all(queue, now(), max)) {
      if (chosen.length === max) break;
      chosen.push(...visibleOf(queue, String(name), end, max - chosen.length));
    }
    return chosen;
  }

  /** The place of the first message that SQS doesn't look at. Counting takes long, and is rarely needed. */
  function endOf(queue: string): number {
    const { first, last } = bounds.get(queue) as { first: number; last: number };
    const beyond = last - first < limits.fifoLookAhead ? undefined : atPlace.get(queue, limits.fifoLookAhead);
    return Number(beyond?.seq ?? Number.MAX_SAFE_INTEGER);
  }

  /** The group's first messages. A message that is still delayed holds back those behind it. */
  function visibleOf(queue: string, group: string, end: number, max: number): Message[] {
    const first = ofGroup.all(queue, group, end, max) as unknown as Message[];
    const hidden = first.findIndex(({ visible_at }) => visible_at > now());
    return hidden < 0 ? first : first.slice(0, hidden);
  }

  return {
    next,
    handedOut: () => undefined,
    room: (queue) => limits.messagesInFlight - Number(inFlight.get(queue, now())?.messages),
    // A message that is visible already waits for its group. Only a delete or a change of visibility frees the group
    // earlier.
    nextDueAt: (queue) => (nextShown.get(queue, now())?.at as number | null) ?? undefined,
  };
}
