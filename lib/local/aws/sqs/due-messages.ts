import type { DatabaseSync } from "node:sqlite";
import type { AwsLimits } from "../../aws-limits.ts";
import { type GroupInFlight, type GroupShares, groupShares } from "./group-shares.ts";
import type { Message } from "./message-store.ts";

export type SqsLimits = Pick<AwsLimits, "messagesInFlight" | "fifoLookAhead" | "noisyInFlight">;

/** Chooses the messages that a queue hands out next. */
export interface DueMessages {
  /** Up to `max` due messages, in the order in which the queue hands them out. */
  next(queue: string, max: number): Message[];
  /** Tells that the message was handed out. */
  handedOut(message: Message): void;
  /** How many messages the queue may still hand out. */
  room(queue: string): number;
  /**
   * The earliest time at which another message may become due, if nothing else happens to the queue. It is in the past
   * if messages are due.
   */
  nextDueAt(queue: string): number | undefined;
}

/**
 * Chooses the messages of standard queues. Messages of quiet groups come first, then those of the noisy group with the
 * fewest messages in flight
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html). Within
 * these, the message that has been due for the longest time comes first.
 */
export function dueMessages(db: DatabaseSync, limits: SqsLimits, now: () => number): DueMessages {
  const ofAll = db.prepare(
    "SELECT * FROM messages WHERE queue = ? AND visible_at <= ? ORDER BY visible_at, seq LIMIT ?",
  );
  // Goes from group to group through the index, so that a long backlog of one group costs nothing. The first ?4 messages
  // are in the ?4 groups whose first messages come first.
  const ofQuiet = db.prepare(
    `WITH RECURSIVE groups(name) AS (
       SELECT min(group_id) FROM messages WHERE queue = ?1
       UNION ALL SELECT (SELECT min(group_id) FROM messages WHERE queue = ?1 AND group_id > name) FROM groups
       WHERE name IS NOT NULL
     ), first(name) AS (
       SELECT name FROM groups JOIN messages m ON m.seq = (
         SELECT seq FROM messages WHERE queue = ?1 AND group_id = name AND visible_at <= ?2 ORDER BY visible_at, seq LIMIT 1
       ) WHERE name NOT IN (SELECT value FROM json_each(?3)) ORDER BY m.visible_at, m.seq LIMIT ?4
     ), due(seq) AS (
       SELECT m.seq FROM first, messages m WHERE m.seq IN (
         SELECT seq FROM messages WHERE queue = ?1 AND group_id = name AND visible_at <= ?2 ORDER BY visible_at, seq LIMIT ?4
       )
       UNION ALL SELECT seq FROM (
         SELECT seq FROM messages WHERE queue = ?1 AND group_id IS NULL AND visible_at <= ?2
         ORDER BY visible_at, seq LIMIT ?4
       )
     )
     SELECT messages.* FROM due JOIN messages USING (seq) ORDER BY visible_at, seq LIMIT ?4`,
  );
  const ofGroup = db.prepare(
    "SELECT * FROM messages WHERE queue = ? AND group_id = ? AND visible_at <= ? ORDER BY visible_at, seq LIMIT ?",
  );
  const inFlight = db.prepare(
    `SELECT group_id AS "group", count(*) AS messages FROM messages
     WHERE queue = ? AND visible_at > ? AND receipt IS NOT NULL GROUP BY group_id`,
  );
  const firstDue = db.prepare("SELECT min(visible_at) AS at FROM messages WHERE queue = ?");
  const shares = new Map<string, GroupShares>();

  function sharesOf(queue: string): GroupShares {
    const count = () => inFlight.all(queue, now()) as unknown as GroupInFlight[];
    const found = shares.get(queue) ?? groupShares(count, limits.noisyInFlight, now);
    shares.set(queue, found);
    return found;
  }

  function next(queue: string, max: number): Message[] {
    const noisy = sharesOf(queue).noisy();
    if (noisy.size === 0) return ofAll.all(queue, now(), max) as unknown as Message[];
    const quiet = ofQuiet.all(queue, now(), JSON.stringify([...noisy.keys()]), max) as unknown as Message[];
    return quiet.length < max ? [...quiet, ...ofNoisy(queue, noisy, max - quiet.length)] : quiet;
  }

  function ofNoisy(queue: string, noisy: Map<string, number>, max: number): Message[] {
    const waiting = [...noisy].map(
      ([group, messages]): WaitingGroup => ({
        messages,
        due: ofGroup.all(queue, group, now(), max) as unknown as Message[],
      }),
    );
    const chosen: Message[] = [];
    while (chosen.length < max) {
      const [least] = waiting.filter(({ due }) => due.length > 0).sort(byTurn);
      const message = least?.due.shift();
      if (!least || !message) break;
      least.messages++;
      chosen.push(message);
    }
    return chosen;
  }

  return {
    next,
    handedOut: ({ queue, group_id }) => sharesOf(queue).handedOut(group_id),
    room: (queue) => limits.messagesInFlight - sharesOf(queue).inFlight(),
    nextDueAt: (queue) => (firstDue.get(queue)?.at as number | null) ?? undefined,
  };
}

interface WaitingGroup {
  /** In flight. */
  messages: number;
  /** Those that wait, in the order in which they became due. */
  due: Message[];
}

function byTurn(a: WaitingGroup, b: WaitingGroup): number {
  const [first, second] = [a.due[0], b.due[0]];
  if (a.messages !== b.messages || !first || !second) return a.messages - b.messages;
  return first.visible_at - second.visible_at || first.seq - second.seq;
}
