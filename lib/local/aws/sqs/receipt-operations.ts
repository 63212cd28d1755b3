import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { operation, type Service } from "../service.ts";
import { batchOf, runBatch } from "./message-batches.ts";
import type { Message } from "./message-store.ts";
import { isFifo } from "./queue-attributes.ts";
import type { Queue } from "./queue-store.ts";
import type { SqsContext } from "./sqs-context.ts";

const receipt = { ReceiptHandle: z.string().optional() };
const visibility = { ...receipt, VisibilityTimeout: z.number().int().optional() };
const queueUrl = { QueueUrl: z.string().optional() };

const LONGEST_SECONDS = 43_200;

/** Creates the operations on received messages. */
export function receiptOperations({ messages, arrivals, queueOf, now }: SqsContext): Service {
  /** Like AWS, does nothing and reports no error when the message was received again or deleted in the meantime. */
  function deleteMessage(queue: Queue, handle: string | undefined): object {
    const message = messages.findByReceipt(queue.name, wellFormed(handle));
    if (!message) return {};
    if (isFifo(queue.name) && message.visible_at <= now()) throw expired(message);
    messages.delete(message);
    // The message's group may have more messages. Long polls can receive them now.
    if (isFifo(queue.name)) arrivals.notify(queue.name);
    return {};
  }

  function changeVisibility(queue: Queue, handle: string | undefined, seconds: number | undefined): object {
    const message = messages.findByReceipt(queue.name, wellFormed(handle));
    if (!message || message.visible_at <= now()) throw notInFlight();
    messages.showAt(message, now() + checkedTimeout(seconds, now() - (message.received_at ?? 0)) * 1000);
    // Long polls have computed when the next message is due. That time may now be earlier.
    arrivals.notify(queue.name);
    return {};
  }

  return {
    DeleteMessage: operation(z.object({ ...queueUrl, ...receipt }), ({ QueueUrl, ReceiptHandle }) =>
      deleteMessage(queueOf(QueueUrl), ReceiptHandle),
    ),
    DeleteMessageBatch: operation(batchOf(receipt), ({ QueueUrl, Entries }) => {
      const queue = queueOf(QueueUrl);
      return messages.together(() => runBatch(Entries, ({ ReceiptHandle }) => deleteMessage(queue, ReceiptHandle)));
    }),
    ChangeMessageVisibility: operation(z.object({ ...queueUrl, ...visibility }), (input) =>
      changeVisibility(queueOf(input.QueueUrl), input.ReceiptHandle, input.VisibilityTimeout),
    ),
    ChangeMessageVisibilityBatch: operation(batchOf(visibility), ({ QueueUrl, Entries }) => {
      const queue = queueOf(QueueUrl);
      return messages.together(() =>
        runBatch(Entries, (entry) => changeVisibility(queue, entry.ReceiptHandle, entry.VisibilityTimeout)),
      );
    }),
  };
}

function wellFormed(handle: string | undefined): string {
  if (handle && /^[0-9a-f-]{36}$/.test(handle)) return handle;
  throw new AwsError("ReceiptHandleIsInvalid", `The input receipt handle "${handle ?? ""}" is not valid.`);
}

/**
 * A receipt of a FIFO queue expires with the visibility timeout. Standard queues still accept it
 * (https://repost.aws/knowledge-center/sqs-receipt-handle-error).
 */
const expired = ({ receipt }: Message): AwsError =>
  new AwsError(
    "InvalidParameterValue",
    `Value ${receipt} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
  );

const notInFlight = (): AwsError =>
  new AwsError(
    "MessageNotInflight",
    "Message does not exist or is not available for visibility timeout change.",
    400,
    "AWS.SimpleQueueService.MessageNotInflight",
  );

/**
 * The limit of 12 hours counts from the receive, not from the change
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html).
 */
function checkedTimeout(seconds: number | undefined, sinceReceiveMs: number): number {
  if (seconds === undefined) {
    throw new AwsError("MissingParameter", "The request must contain the parameter VisibilityTimeout.");
  }
  if (seconds < 0 || seconds > LONGEST_SECONDS || seconds + Math.floor(sinceReceiveMs / 1000) > LONGEST_SECONDS) {
    const reason = `Total VisibilityTimeout for the message is beyond the limit [${LONGEST_SECONDS} seconds]`;
    const text = `Value ${seconds} for parameter VisibilityTimeout is invalid. Reason: ${reason}.`;
    throw new AwsError("InvalidParameterValue", text);
  }
  return seconds;
}
