import type { MessageVisibility, VisibilityChange } from "../../core/delivery/delivery-queue.ts";
import { chunks } from "../kit/batching.ts";
import { patiently } from "../kit/patiently.ts";
import { retryLeftovers } from "../kit/retry-leftovers.ts";
import { type SqsCaller, sqsWire } from "./wire.ts";

/**
 * The most entries in one call:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html
 */
const MAX_ENTRIES = 10;

/** Sets when received messages become visible again. */
export function sqsMessageVisibility(caller: SqsCaller, QueueUrl: string): MessageVisibility {
  const call = sqsWire(caller, QueueUrl);
  return { changeVisibility };

  async function changeVisibility(changes: VisibilityChange[]): Promise<number> {
    const failed = await Promise.all(chunks(changes, MAX_ENTRIES).map(changePatiently));
    return failed.reduce((sum, count) => sum + count, 0);
  }

  /** Resolves with the number of changes that failed. Tries again only if the whole call failed. */
  async function changePatiently(changes: VisibilityChange[]): Promise<number> {
    let failed = changes.length;
    const once = patiently(async ([batch]: VisibilityChange[][]): Promise<VisibilityChange[][]> => {
      failed = await changeOnce(batch ?? []);
      return [];
    });
    await retryLeftovers([changes], once).catch(() => undefined);
    return failed;
  }

  /** Makes one call. Resolves with the number of changes that the answer doesn't list as `Successful`. */
  async function changeOnce(changes: VisibilityChange[]): Promise<number> {
    const Entries = changes.map(({ receiptHandle, seconds }, index) => ({
      Id: String(index),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: seconds,
    }));
    const { Successful } = await call("ChangeMessageVisibilityBatch", { QueueUrl, Entries });
    return changes.length - new Set(Successful?.map(({ Id }) => Id)).size;
  }
}
