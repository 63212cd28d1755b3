import type { DeliveryTask } from "../model.ts";

/** A message for the patient lane. */
export interface WaitingTask {
  task: DeliveryTask;
  /** How long SQS holds the message back. A message that is held back isn't in flight. At most 900. */
  delaySeconds: number;
}

/** The queue of the patient lane. */
export interface RetryQueue {
  /** Queues tasks durably. Resolves when all of them are queued. Sending a task twice is harmless. */
  sendLater(waiting: Iterable<WaitingTask>): Promise<void>;
}
