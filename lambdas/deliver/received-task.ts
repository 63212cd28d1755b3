import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";

/** A received message: its task, and what SQS reports about it. */
export interface ReceivedTask {
  messageId: string;
  receiptHandle: string;
  /** How often SQS has handed out the message in this round, this time included. */
  receives: number;
  /** Undefined for a body that can't be read. */
  task: DeliveryTask | undefined;
}

/** The messages whose delivery has an earlier message in the same batch. SQS may deliver a message more than once. */
export function duplicatesIn(messages: readonly ReceivedTask[]): Set<ReceivedTask> {
  const seen = new Set<string>();
  return new Set(
    messages.filter(({ task }) => {
      const isDuplicate = task !== undefined && seen.has(task.deliveryId);
      if (task) seen.add(task.deliveryId);
      return isDuplicate;
    }),
  );
}
