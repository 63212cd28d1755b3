import { encodeLaneMessage } from "../../core/ordered/lane-message.ts";
import type { OrderedQueue } from "../../core/ordered/ordered-queue.ts";
import { sqsFifoQueue } from "./fifo-queue.ts";
import type { SqsCaller } from "./wire.ts";

/** Sends messages to the queue of ordered lanes. The lane is the message group. */
export function sqsOrderedQueue(caller: SqsCaller, queueUrl: string): OrderedQueue {
  const queue = sqsFifoQueue(caller, queueUrl);
  return { sendInOrder: (messages) => queue.sendInOrder(messages.map(encodeLaneMessage)) };
}
