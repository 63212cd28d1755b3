import { FIRST_RESEND_SECONDS, LONGEST_RESEND_SECONDS, MAX_IDLE_ROUNDS } from "../limits.ts";
import type { DeliveryTask } from "../model/delivery-task.ts";

/**
 * A stuck message is sent again at growing intervals, so that the delivery continues soon after the failure has ended.
 * What is sent is a copy: the message itself stays in the dead-letter queue until the delivery makes progress. So the
 * alarm stays on, and nothing is lost when the copy comes to nothing.
 */

/** Seconds until a stuck message that was sent again `times` times is sent again: 15 minutes, doubling up to 12 hours. */
export const resendWait = (times: number): number =>
  Math.min(FIRST_RESEND_SECONDS * 2 ** Math.min(times, 20), LONGEST_RESEND_SECONDS);

/** The message's waits after a failure start over, so that a copy's only round is short. */
const lastRound = (task: DeliveryTask): DeliveryTask => ({ ...task, round: 0, idleRounds: MAX_IDLE_ROUNDS - 1 });

/** A copy of a stuck message. It has one round. A round without an attempt ends it. */
export const copyOf = (task: DeliveryTask): DeliveryTask => ({ ...lastRound(task), copy: true, sentAgain: undefined });

/**
 * The message that replaces a stuck message before SQS deletes that one. It has one round, and is then stuck in its
 * place.
 *
 * @param sentAgain how often the stuck message was sent again
 */
export const replacementOf = (task: DeliveryTask, sentAgain: number): DeliveryTask => ({
  ...lastRound(task),
  sentAgain,
});
