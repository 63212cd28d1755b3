import type { Clock } from "../../lib/core/clock.ts";
import type { RetryQueue } from "../../lib/core/delivery/retry-queue.ts";
import { STUCK_SECONDS } from "../../lib/core/limits.ts";
import type { DeadLetterLog } from "../../lib/core/log/dead-letters.ts";
import type { DeadLetter, DecidedLetter, KeptLetter } from "./dead-letter.ts";
import { planFor } from "./suspects.ts";

export interface StuckPorts {
  deadLetters: DeadLetterLog;
  retries: RetryQueue;
  now: Clock;
  observe: { stuck(letter: DeadLetter): void };
}

/**
 * Records stuck letters, and queues them again: at growing intervals, and when an operator has requested a redrive. A
 * request redrives each letter once.
 *
 * Takes all letters that may have been stuck earlier: the record of a letter that has another fate now is removed.
 * Resolves with the letters that stay.
 */
export function keepStuck({ deadLetters, retries, now, observe }: StuckPorts) {
  return async function keep(suspects: DecidedLetter[]): Promise<KeptLetter[]> {
    if (suspects.length === 0) return [];
    const records = await deadLetters.readLetters(suspects.map(({ letter }) => letter));
    const isKnown = ({ messageId }: DeadLetter) => records.letters.has(messageId);
    const plans = suspects.map((one) => planFor(one, records, now()));
    // Queue a message before its record changes: a crash in between then duplicates the message, and doesn't lose it.
    const tasks = plans.flatMap(({ send }) => send ?? []);
    if (tasks.length > 0) await retries.sendLater(tasks.map((task) => ({ task, delaySeconds: 0 })));
    const leaving = plans.filter(({ letter, stays }) => !stays && isKnown(letter)).map(({ letter }) => letter);
    if (leaving.length > 0) await deadLetters.removeLetters(leaving);
    const changed = plans.flatMap(({ record }) => record ?? []);
    if (changed.length > 0) await deadLetters.putLetters(changed);
    const staying = plans.filter(({ stays }) => stays).map(({ letter }) => letter);
    for (const letter of staying) if (!isKnown(letter)) observe.stuck(letter);
    return staying.map((letter) => ({ letter, seconds: STUCK_SECONDS }));
  };
}
