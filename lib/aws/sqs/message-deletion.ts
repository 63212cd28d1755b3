import type { MessageDeletion } from "../../core/ordered/ordered-queue.ts";
import { type SqsCaller, sqsWire } from "./wire.ts";

/**
 * Deletes received messages. One call deletes ten, which is the most that a function gets of a FIFO queue
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html).
 */
export function sqsMessageDeletion(caller: SqsCaller, QueueUrl: string): MessageDeletion {
  const call = sqsWire(caller, QueueUrl);
  return {
    async deleteMessages(receiptHandles) {
      if (receiptHandles.length === 0) return;
      const Entries = receiptHandles.map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle }));
      await call("DeleteMessageBatch", { QueueUrl, Entries }).catch(() => undefined);
    },
  };
}
