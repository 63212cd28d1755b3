import type { DeliveryTask } from "../model/delivery-task.ts";

export interface DeliveryQueue {
  /**
   * Queues tasks durably. Resolves when all of them are queued. Sending a task twice is harmless. Takes tasks as it
   * sends them, so tasks that are made on demand are never all in memory.
   */
  send(tasks: Iterable<DeliveryTask>): Promise<void>;
}

export interface VisibilityChange {
  receiptHandle: string;
  /** Seconds until the message can be received again. 0 means at once. */
  seconds: number;
}

export interface MessageVisibility {
  /**
   * Changes when messages can be received again. Never rejects: a message whose change failed comes back after the
   * queue's own visibility timeout, later but not lost. Resolves with the number of changes that failed.
   */
  changeVisibility(changes: VisibilityChange[]): Promise<number>;
}
