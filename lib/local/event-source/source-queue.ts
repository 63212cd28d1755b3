import type { AwsCaller } from "../aws/backend.ts";
import type { SourceMessage } from "./sqs-event.ts";

/** The calls of an event source mapping to its queue. */
export interface SourceQueue {
  /**
   * Reads the queue's attributes. Lambda does so too, and needs the permission for it. Resolves with the visibility
   * timeout in seconds.
   */
  check(): Promise<number>;
  /** Long polls for up to `count` messages. */
  receive(count: number, signal: AbortSignal): Promise<SourceMessage[]>;
  /** Takes up to `count` of the messages that are there. */
  receiveNow(count: number): Promise<SourceMessage[]>;
  /** Deletes processed messages. Rejects when a message could not be deleted. That message then comes back. */
  delete(messages: SourceMessage[]): Promise<void>;
  /** Makes messages visible at once. Lambda has no such call, so the function's role does not need to allow it. */
  handBack(messages: SourceMessage[]): Promise<void>;
}

export interface QueueAccess {
  queueUrl: string;
  /** Calls SQS as the function's role. An event source mapping polls with the permissions of its function. */
  call: AwsCaller;
  /** Calls SQS as the operator, who has all permissions. */
  callAsOperator: AwsCaller;
}

/** The longest wait that SQS allows. An idle queue then costs three requests a minute. */
const WAIT_SECONDS = 20;

/**
 * Creates access to a queue through the operations of the SQS API. The calls don't leave this process: Lambda's pollers
 * are part of AWS, so no design can depend on how their calls reach the queue.
 */
export function createSourceQueue({ queueUrl: QueueUrl, call, callAsOperator }: QueueAccess): SourceQueue {
  async function check(): Promise<number> {
    const { Attributes } = await call("GetQueueAttributes", { QueueUrl, AttributeNames: ["VisibilityTimeout"] });
    return Number((Attributes as { VisibilityTimeout?: string }).VisibilityTimeout);
  }

  const receive = (count: number, signal: AbortSignal) => poll(count, WAIT_SECONDS, signal);

  async function poll(count: number, WaitTimeSeconds: number, signal?: AbortSignal): Promise<SourceMessage[]> {
    const wanted = {
      MaxNumberOfMessages: count,
      WaitTimeSeconds,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    };
    const { Messages = [] } = await call("ReceiveMessage", { QueueUrl, ...wanted }, signal);
    return Messages as SourceMessage[];
  }

  async function deleteAll(messages: SourceMessage[]): Promise<void> {
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const { Failed } = await call("DeleteMessageBatch", { QueueUrl, Entries });
    const failed = (Failed ?? []) as { Message?: string }[];
    if (failed.length > 0) throw new Error(`${failed.length} messages were not deleted: ${failed[0]?.Message}`);
  }

  async function handBack(messages: SourceMessage[]): Promise<void> {
    const Entries = messages.map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await callAsOperator("ChangeMessageVisibilityBatch", { QueueUrl, Entries });
  }

  return { check, receive, receiveNow: (count) => poll(count, 0), delete: deleteAll, handBack };
}
