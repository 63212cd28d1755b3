import { MAX_IDLE_ROUNDS } from "../limits.ts";
import type { Delivery } from "../model/delivery.ts";
import type { DeliveryTask } from "../model/delivery-task.ts";
import { exhaustedInRun } from "./exhausted-runs.ts";
import { hasEnded, isStale, rowInRun } from "./lifecycle.ts";

/**
 * What settle does with a dead letter: a message that SQS moved to the dead-letter queue after its round of receives.
 *
 * - `ended`: drop it, because the delivery has ended, the message is stale, or it is a probe or a copy of a stuck
 *   message.
 * - `exhausted`: announce it.
 * - `again`: queue it for another round, because attempts are left.
 * - `stuck`: leave it, because it can't be read, or three rounds in a row had no attempt.
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
  const owed = isStale(task, row) ? exhaustedInRun(task, row) : undefined;
  if (owed) return { is: "exhausted", delivery: owed };
  if (isStale(task, row)) return { is: "ended" };
  const begun = rowInRun(task, row);
  if (begun?.state === "exhausted") return { is: "exhausted", delivery: begun };
  if (begun && hasEnded(begun)) return { is: "ended" };
  // Its delivery is held, and another probe follows.
  if (task.probe !== undefined) return { is: "ended" };
  const again = nextRound(task, row?.attempts ?? 0);
  if (again.idleRounds < MAX_IDLE_ROUNDS) return { is: "again", task: again };
  return { is: task.copy ? "ended" : "stuck" };
}

/** The message for another round. A round without an attempt is idle. */
function nextRound(task: DeliveryTask, attempts: number): DeliveryTask {
  const round = { round: task.round + 1, attemptsBefore: attempts };
  if (attempts > task.attemptsBefore) return { ...task, ...round, ...UNSTUCK };
  return { ...task, ...round, idleRounds: task.idleRounds + 1 };
}

const UNSTUCK = { idleRounds: 0, copy: undefined, sentAgain: undefined, sentOn: undefined } as const;

/**
 * The message for new rounds, after it was stuck and an operator requested a redrive.
 *
 * @param redrivenAt when the request was made, ISO 8601
 */
export const redriven = (task: DeliveryTask, redrivenAt: string): DeliveryTask => ({
  ...task,
  ...UNSTUCK,
  round: task.round + 1,
  redrivenAt,
});
