import { redriven } from "../../lib/core/delivery/dead-letter-fate.ts";
import { copyOf, replacementOf, resendWait } from "../../lib/core/delivery/resending.ts";
import { MAX_IDLE_ROUNDS, RENEW_AFTER_DAYS } from "../../lib/core/limits.ts";
import type { LetterRecords, StuckLetter } from "../../lib/core/log/dead-letters.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";
import type { DeadLetter, DecidedLetter } from "./dead-letter.ts";

/** What settle does with a letter that is stuck, or was stuck before. */
export interface LetterPlan {
  letter: DeadLetter;
  /** Whether the letter stays in the dead-letter queue. */
  stays: boolean;
  /** The message to queue. */
  send?: DeliveryTask;
  /** The record to write about the letter. */
  record?: StuckLetter;
}

/**
 * Tells whether a letter may have a record. Only an unreadable letter, or a letter whose earlier rounds were idle up to
 * the limit, can have been stuck before. Most letters are neither, and cost no read.
 */
export const isSuspect = ({ letter: { task } }: DecidedLetter): boolean =>
  !task || task.idleRounds >= MAX_IDLE_ROUNDS - 1;

export function planFor({ letter, fate }: DecidedLetter, records: LetterRecords, nowMs: number): LetterPlan {
  const record = records.letters.get(letter.messageId);
  if (fate.is === "stuck") return planForStuck(letter, record, records.redriveAt, nowMs);
  // The delivery made progress, so a message of it is queued: a copy, if one was sent.
  const needsMessage = fate.is === "again" && !record?.sentAgain;
  return { letter, stays: false, ...(needsMessage && { send: fate.task }) };
}

function planForStuck(
  letter: DeadLetter,
  record: StuckLetter | undefined,
  redriveAt: string | undefined,
  nowMs: number,
): LetterPlan {
  const { task } = letter;
  if (!record) return { letter, stays: true, record: newRecord(letter, nowMs) };
  if (!task) return { letter, stays: true };
  if (isRequested(task, record, redriveAt)) return { letter, stays: false, send: redriven(task, redriveAt) };
  const { since, nextSendAt = since, sentAgain = 0 } = record;
  if (Date.parse(nextSendAt) > nowMs) return { letter, stays: true };
  if (isOld(letter, nowMs)) return { letter, stays: false, send: replacementOf(task, sentAgain + 1) };
  return { letter, stays: true, send: copyOf(task), record: { ...record, ...schedule(sentAgain + 1, nowMs) } };
}

/** A redrive covers only the letters that were already recorded when the redrive was requested, each once. */
const isRequested = (task: DeliveryTask, { since }: StuckLetter, redriveAt: string | undefined): redriveAt is string =>
  redriveAt !== undefined && since <= redriveAt && (task.redrivenAt ?? "") < redriveAt;

const isOld = ({ sentAt }: DeadLetter, nowMs: number): boolean =>
  Date.parse(sentAt) + RENEW_AFTER_DAYS * 86_400_000 <= nowMs;

function newRecord({ messageId, sentAt, task }: DeadLetter, nowMs: number): StuckLetter {
  const since = new Date(nowMs).toISOString();
  if (!task) return { messageId, sentAt, since, reason: "unreadable" };
  const { deliveryId, subscriptionId, event, sentAgain = 0 } = task;
  const delivery = { deliveryId, tenantId: event.tenantId, subscriptionId };
  return { messageId, sentAt, since, reason: "no-progress", ...delivery, ...schedule(sentAgain, nowMs) };
}

const schedule = (sentAgain: number, nowMs: number) => ({
  sentAgain,
  nextSendAt: new Date(nowMs + resendWait(sentAgain) * 1000).toISOString(),
});
