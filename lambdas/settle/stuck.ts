import type { Clock } from "../../lib/core/clock.ts";
import { redriven } from "../../lib/core/delivery/dead-letter-fate.ts";
import type { DeliveryQueue } from "../../lib/core/delivery/delivery-queue.ts";
import { MAX_IDLE_ROUNDS, STUCK_SECONDS } from "../../lib/core/limits.ts";
import type { DeadLetterLog, LetterRecords, StuckLetter } from "../../lib/core/log/dead-letters.ts";
import type { DeliveryTask } from "../../lib/core/model.ts";
import type { DeadLetter, DecidedLetter, KeptLetter } from "./dead-letter.ts";

export interface StuckPorts {
  deadLetters: DeadLetterLog;
  queue: DeliveryQueue;
  now: Clock;
  observe: { stuck(letter: DeadLetter): void };
}

interface RedrivenLetter {
  letter: DeadLetter;
  task: DeliveryTask;
}

/**
 * Records the letters that are stuck, and queues those again for which somebody has requested a redrive. A request
 * brings each letter back once: if the letter gets stuck again, it stays.
 *
 * Takes all letters of a batch, because a letter that was stuck earlier may have another fate now: its record is
 * removed. Resolves with the letters that stay.
 */
export function keepStuck({ deadLetters, queue, now, observe }: StuckPorts) {
  return async function keep(decided: DecidedLetter[]): Promise<KeptLetter[]> {
    const suspects = decided.filter(mayHaveRecord);
    if (suspects.length === 0) return [];
    const records = await deadLetters.readLetters(suspects.map(({ letter }) => letter));
    const stuck = suspects.filter(({ fate }) => fate.is === "stuck").map(({ letter }) => letter);
    const requested = stuck.flatMap((letter) => redriveOf(letter, records));
    // Queued before the record is removed: a crash in between doubles a message and loses none.
    if (requested.length > 0) await queue.send(requested.map(({ task }) => task));
    const leaving = new Set(requested.map(({ letter }) => letter));
    const unstuck = suspects.filter(({ fate }) => fate.is !== "stuck").map(({ letter }) => letter);
    const outdated = [...unstuck, ...leaving].filter(({ messageId }) => records.since.has(messageId));
    if (outdated.length > 0) await deadLetters.removeLetters(outdated);
    const staying = stuck.filter((letter) => !leaving.has(letter));
    await record(staying.filter(({ messageId }) => !records.since.has(messageId)));
    return staying.map((letter) => ({ letter, seconds: STUCK_SECONDS }));
  };

  async function record(letters: DeadLetter[]): Promise<void> {
    if (letters.length === 0) return;
    const since = new Date(now()).toISOString();
    await deadLetters.putLetters(letters.map((letter) => stuckLetter(letter, since)));
    for (const letter of letters) observe.stuck(letter);
  }
}

/**
 * May there be a record of the letter? Only an unreadable letter, or one that was idle in all rounds but the last, can
 * have been stuck before. Other letters, which are the most, cost no read.
 */
const mayHaveRecord = ({ letter: { task } }: DecidedLetter): boolean => !task || task.idleRounds >= MAX_IDLE_ROUNDS - 1;

/** A redrive is for the letters that were on record when it was requested. */
function redriveOf(letter: DeadLetter, { since, redriveAt }: LetterRecords): RedrivenLetter[] {
  const { task, messageId } = letter;
  const knownSince = since.get(messageId);
  const isRequested = redriveAt !== undefined && knownSince !== undefined && knownSince <= redriveAt;
  if (!task || !isRequested || (task.redrivenAt ?? "") >= redriveAt) return [];
  return [{ letter, task: redriven(task, redriveAt) }];
}

function stuckLetter({ messageId, sentAt, task }: DeadLetter, since: string): StuckLetter {
  if (!task) return { messageId, sentAt, since, reason: "unreadable" };
  const { deliveryId, subscriptionId, event } = task;
  return { messageId, sentAt, since, reason: "no-progress", deliveryId, tenantId: event.tenantId, subscriptionId };
}
