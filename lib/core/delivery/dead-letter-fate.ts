import { MAX_IDLE_ROUNDS } from "../limits.ts";
import type { Delivery, DeliveryTask } from "../model.ts";
import { isFinal, isStale, rowInRun } from "./lifecycle.ts";

/**
 * What settle does with a dead letter: a message that SQS moved to the dead-letter queue after its round of receives.
 *
 * - `ended`: drop it, because the delivery has ended or the message is stale.
 * - `exhausted`: announce it.
 * - `again`: queue it for another round, because attempts are left.
 * - `stuck`: leave it for an operator, because it can't be read, or three rounds in a row had no attempt.
 */
export type Fate =
  | { is: "ended" }
  | { is: "exhausted"; delivery: Delivery }
  | { is: "again"; task: DeliveryTask }
  | { is: "stuck" };

/**
 * Decides the fate of a dead letter. The delivery's row tells whether attempts are left.
 *
 * @param task undefined when the message can't be read
 * @param row undefined before the first attempt
 */
export function fateOf(task: DeliveryTask | undefined, row: Delivery | undefined): Fate {
  if (!task) return { is: "stuck" };
  if (isStale(task, row)) return { is: "ended" };
  const begun = rowInRun(task, row);
  if (begun?.state === "exhausted") return { is: "exhausted", delivery: begun };
  if (begun && isFinal(begun)) return { is: "ended" };
  const again = nextRound(task, row?.attempts ?? 0);
  return again.idleRounds >= MAX_IDLE_ROUNDS ? { is: "stuck" } : { is: "again", task: again };
}

/** The message for another round. A round without an attempt is idle. */
function nextRound(task: DeliveryTask, attempts: number): DeliveryTask {
  const idleRounds = attempts > task.attemptsBefore ? 0 : task.idleRounds + 1;
  return { ...task, round: task.round + 1, attemptsBefore: attempts, idleRounds };
}

/**
 * The message for new rounds, after it was stuck and an operator requested a redrive.
 *
 * @param redrivenAt when the request was made, ISO 8601
 */
export const redriven = (task: DeliveryTask, redrivenAt: string): DeliveryTask => ({
  ...task,
  round: task.round + 1,
  idleRounds: 0,
  redrivenAt,
});
