import { ChangeMessageVisibilityBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { MessageVisibility, VisibilityChange } from "../../core/delivery/delivery-queue.ts";
import { chunks } from "../kit/batching.ts";

/**
 * The most entries in one call:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html
 */
const MAX_ENTRIES = 10;

/** Sets when received messages become visible again. */
export function sqsMessageVisibility(client: SQSClient, queueUrl: string): MessageVisibility {
  return { changeVisibility };

  async function changeVisibility(changes: VisibilityChange[]): Promise<number> {
    const failed = await Promise.all(
      chunks(changes, MAX_ENTRIES).map((chunk) => changeOnce(client, queueUrl, chunk).catch(() => chunk.length)),
    );
    return failed.reduce((sum, count) => sum + count, 0);
  }
}

/** Makes one call. Resolves with the number of changes that the answer doesn't list as `Successful`. */
async function changeOnce(client: SQSClient, QueueUrl: string, changes: VisibilityChange[]): Promise<number> {
  const Entries = changes.map(({ receiptHandle, seconds }, index) => ({
    Id: String(index),
    ReceiptHandle: receiptHandle,
    VisibilityTimeout: seconds,
  }));
  const { Successful } = await client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
  return changes.length - new Set(Successful?.map(({ Id }) => Id)).size;
}
