import type { Clock } from "../../lib/core/clock.ts";
import type { DeliveryQueue } from "../../lib/core/delivery/delivery-queue.ts";
import type { DeadLetter, Decided, Kept } from "../../lib/core/delivery/fate.ts";
import { MAX_IDLE_ROUNDS, STUCK_SECONDS } from "../../lib/core/limits.ts";
import type { DeadLetterLog, LetterRecords, StuckLetter } from "../../lib/core/log/dead-letters.ts";
import type { DeliveryTask } from "../../lib/core/model.ts";

export interface StuckPorts {
  deadLetters: DeadLetterLog;
  queue: DeliveryQueue;
  now: Clock;
  observe: { stuck(letter: DeadLetter): void };
}

interface Redriven {
  letter: DeadLetter;
  task: DeliveryTask;
}

/**
 * Puts letters that stay on record, and brings those back that were on record when somebody asked for it. Each is
 * brought back once for a request: one that comes to nothing again stays again.
 */
export function keepStuck({ deadLetters, queue, now, observe }: StuckPorts) {
  return async function keep(decided: Decided[]): Promise<Kept[]> {
    const suspects = decided.filter(mayBeOnRecord);
    if (suspects.length === 0) return [];
    const records = await deadLetters.readLetters(suspects.map(({ letter }) => letter));
    const stuck = suspects.filter(({ fate }) => fate.is === "stuck").map(({ letter }) => letter);
    const redriven = stuck.flatMap((letter) => redrive(letter, records));
    // Queued before it is let go of: a crash between the two doubles a message and loses none.
    if (redriven.length > 0) await queue.send(redriven.map(({ task }) => task));
    const goes = new Set(redriven.map(({ letter }) => letter));
    const ended = suspects.filter(({ fate }) => fate.is !== "stuck").map(({ letter }) => letter);
    const known = [...ended, ...goes].filter(({ messageId }) => records.since.has(messageId));
    if (known.length > 0) await deadLetters.removeLetters(known);
    const stays = stuck.filter((letter) => !goes.has(letter));
    await record(stays.filter(({ messageId }) => !records.since.has(messageId)));
    return stays.map((letter) => ({ letter, seconds: STUCK_SECONDS }));
  };

  async function record(letters: DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    const since = new Date(now()).toISOString();
    await deadLetters.putLetters(letters.map((letter) => stuckLetter(letter, since)));
    for (const letter of letters) observe.stuck(letter);
  }
}

/** Whoever was stuck once had its last idle round, or can't be read. */
const mayBeOnRecord = ({ letter: { task } }: Decided): boolean => !task || task.idleRounds >= MAX_IDLE_ROUNDS - 1;

function redrive(letter: DeadLetter, { since, redriveAt }: LetterRecords): Redriven[] {
  const { task, messageId } = letter;
  const knownSince = since.get(messageId);
  const asked = redriveAt !== undefined && knownSince !== undefined && knownSince <= redriveAt;
  if (!task || !asked || (task.redrivenAt ?? "") >= redriveAt) return [];
  return [{ letter, task: { ...task, round: task.round + 1, idleRounds: 0, redrivenAt: redriveAt } }];
}

function stuckLetter({ messageId, sentAt, task }: DeadLetter, since: string): StuckLetter {
  if (!task) return { messageId, sentAt, since, reason: "unreadable" };
  const { deliveryId, subscriptionId, event } = task;
  return { messageId, sentAt, since, reason: "no-progress", deliveryId, tenantId: event.tenantId, subscriptionId };
}
