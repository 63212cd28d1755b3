import type { Clock } from "../../lib/core/clock.ts";
import type { RetryQueue } from "../../lib/core/delivery/retry-queue.ts";
import { STUCK_SECONDS } from "../../lib/core/limits.ts";
import type { DeadLetterLog } from "../../lib/core/log/dead-letters.ts";
import type { DeadLetter, DecidedLetter, KeptLetter } from "./dead-letter.ts";
import { type LetterPlan, planFor } from "./suspects.ts";

export interface StuckPorts {
  deadLetters: DeadLetterLog;
  retries: RetryQueue;
  now: Clock;
  observe: { stuck(letter: DeadLetter): void };
  /** Puts the letters off whose task was not queued. */
  putOffUnsent: (letters: DeadLetter[], faults: unknown[]) => KeptLetter[];
}

/**
 * Records stuck letters, and queues them again: at growing intervals, and when an operator has requested a redrive. A
 * request redrives each letter once.
 *
 * Takes all letters that may have been stuck earlier: the record of a letter that has another fate now is removed.
 * Resolves with the letters that stay.
 */
export function keepStuck({ deadLetters, retries, now, observe, putOffUnsent }: StuckPorts) {
  return async function keep(suspects: DecidedLetter[]): Promise<KeptLetter[]> {
    if (suspects.length === 0) return [];
    const records = await deadLetters.readLetters(suspects.map(({ letter }) => letter));
    const isKnown = ({ messageId }: DeadLetter) => records.letters.has(messageId);
    const all = suspects.map((one) => planFor(one, records, now()));
    // Queue a message before its record changes: a crash in between then duplicates the message, and doesn't lose it.
    const unsent = await send(all);
    const putOff = new Set(unsent.map(({ letter }) => letter));
    const plans = all.filter(({ letter }) => !putOff.has(letter));
    const leaving = plans.filter(({ letter, stays }) => !stays && isKnown(letter)).map(({ letter }) => letter);
    if (leaving.length > 0) await deadLetters.removeLetters(leaving);
    const changed = plans.flatMap(({ record }) => record ?? []);
    if (changed.length > 0) await deadLetters.putLetters(changed);
    const staying = plans.filter(({ stays }) => stays).map(({ letter }) => letter);
    for (const letter of staying) if (!isKnown(letter)) observe.stuck(letter);
    return [...unsent, ...staying.map((letter) => ({ letter, seconds: STUCK_SECONDS }))];
  };

  /** Queues the messages of the plans that have one. Resolves with the letters whose message was not queued. */
  async function send(plans: LetterPlan[]): Promise<KeptLetter[]> {
    const sending = plans.flatMap(({ letter, send: task }) => (task ? [{ letter, task, delaySeconds: 0 }] : []));
    if (sending.length === 0) return [];
    const faults = await retries.sendLater(sending);
    return putOffUnsent(
      sending.map(({ letter }) => letter),
      faults,
    );
  }
}
