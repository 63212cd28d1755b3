import { MAX_IDLE_ROUNDS } from "../limits.ts";
import type { Delivery, DeliveryTask } from "../model.ts";

/** A message of the dead-letter queue. */
export interface DeadLetter {
  messageId: string;
  /** When it was sent, which SQS does not change when it moves a message. */
  sentAt: string;
  receiptHandle: string;
  receives: number;
  /** Undefined for a body that can't be read. */
  task: DeliveryTask | undefined;
}

/** What a dead letter is. `stuck` letters are left where they are, for a person. */
export type Fate =
  | { is: "ended" }
  | { is: "exhausted"; delivery: Delivery }
  | { is: "again"; task: DeliveryTask }
  | { is: "stuck" };

/**
 * Settles deliveries whose round of receives is used up. The row says whether attempts are left: then the
 * message goes back for another round; a delivery that ended is let go, one that is exhausted is announced. What the
 * row says of an earlier run ends nothing, and a message of an earlier run than the row's is let go.
 */
export function fateOf(task: DeliveryTask | undefined, delivery: Delivery | undefined): Fate {
  if (!task) return { is: "stuck" };
  if (delivery && delivery.run > task.run) return { is: "ended" };
  const begun = delivery?.run === task.run ? delivery : undefined;
  if (begun?.state === "exhausted") return { is: "exhausted", delivery: begun };
  if (begun && begun.state !== "retrying" && begun.state !== "pending") return { is: "ended" };
  const attempts = delivery?.attempts ?? 0;
  const idleRounds = attempts > task.attemptsBefore ? 0 : task.idleRounds + 1;
  if (idleRounds >= MAX_IDLE_ROUNDS) return { is: "stuck" };
  return { is: "again", task: { ...task, round: task.round + 1, attemptsBefore: attempts, idleRounds } };
}

export interface Decided {
  letter: DeadLetter;
  fate: Fate;
}

export interface Kept {
  letter: DeadLetter;
  seconds: number;
}
