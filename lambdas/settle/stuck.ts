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
 * Records stuck letters, and queues them again if an operator has requested a redrive. A request redrives each letter
 * once: if the letter gets stuck again, it stays.
 *
 * Takes all letters of a batch, because a letter that was stuck earlier may have another fate now. The record of such a
 * letter is removed. Resolves with the letters that stay.
 */
export function keepStuck({ deadLetters, queue, now, observe }: StuckPorts) {
  return async function keep(decided: DecidedLetter[]): Promise<KeptLetter[]> {
    const suspects = decided.filter(mayHaveRecord);
    if (suspects.length === 0) return [];
    const records = await deadLetters.readLetters(suspects.map(({ letter }) => letter));
    const stuck = suspects.filter(({ fate }) => fate.is === "stuck").map(({ letter }) => letter);
    const requested = stuck.flatMap((letter) => redriveOf(letter, records));
    // Queue a message before its record is removed: a crash in between then duplicates the message, and doesn't lose
    // it.
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
 * Tells whether a letter may have a record. Only an unreadable letter, or a letter whose earlier rounds were idle up to
 * the limit, can have been stuck before. Most letters are neither, and cost no read.
 */
const mayHaveRecord = ({ letter: { task } }: DecidedLetter): boolean => !task || task.idleRounds >= MAX_IDLE_ROUNDS - 1;

/** A redrive covers only the letters that were already recorded when the redrive was requested. */
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
