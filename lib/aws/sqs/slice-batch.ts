import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { SliceFate, SliceReceipt } from "../../core/kit/job-slice.ts";

export interface SliceWork<Message> {
  /** Returns undefined when the body is no message of a slice. */
  decode(body: string): Message | undefined;
  /** Does a slice of the job. */
  slice(message: Message, receipt: SliceReceipt): Promise<SliceFate>;
  /** The error of a message that can't be read. */
  unreadable: string;
  /** Told of each message that stays in the queue because of an error. */
  failed(error: Error, message: Message | undefined): void;
}

/** Does the slices of a batch one by one. If one fails, its message comes back after the visibility timeout. */
export function sliceBatch<Message>({ decode, slice, unreadable, failed }: SliceWork<Message>) {
  return async function doSlices({ Records }: SQSEvent): Promise<SQSBatchResponse> {
    const kept: string[] = [];
    for (const record of Records) if (!(await isDone(record))) kept.push(record.messageId);
    return { batchItemFailures: kept.map((itemIdentifier) => ({ itemIdentifier })) };
  };

  async function isDone({ body, attributes }: SQSRecord): Promise<boolean> {
    const message = decode(body);
    try {
      if (!message) throw new Error(unreadable);
      const receives = Number(attributes.ApproximateReceiveCount);
      return (await slice(message, { receives, sentAtMs: Number(attributes.SentTimestamp) })) === "done";
    } catch (error) {
      failed(error as Error, message);
      return false;
    }
  }
}
