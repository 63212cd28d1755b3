import type { DeliveryTask } from "../model.ts";

export interface DeliveryQueue {
  /** Queues tasks durably; resolves only when every one of them is queued. Sending a task twice is harmless. */
  send(tasks: DeliveryTask[]): Promise<void>;
}

export interface VisibilityChange {
  receiptHandle: string;
  /** Seconds from now until the message can be received again; 0 for at once. */
  seconds: number;
}

export interface MessageVisibility {
  /**
   * Changes when messages come back, as far as it can be done: a message whose change failed comes back after
   * the queue's own visibility timeout, later but not lost. Never rejects; resolves with how many failed.
   */
  changeVisibility(changes: VisibilityChange[]): Promise<number>;
}
