import type { PipelineFault } from "../errors.ts";
import type { DeliveryTask } from "../model/delivery-task.ts";

/** A message for the patient lane. */
export interface WaitingTask {
  task: DeliveryTask;
  /** How long SQS holds the message back. A message that is held back isn't in flight. At most 900. */
  delaySeconds: number;
}

/** The queue of the patient lane. */
export interface RetryQueue {
  /**
   * Queues tasks durably. Resolves with a result for each task, in order: the failure, or undefined once it is queued. A
   * task that is sent twice leads to two POSTs for each attempt, so send only those again that failed.
   */
  sendLater(waiting: readonly WaitingTask[]): Promise<(PipelineFault | undefined)[]>;
}
