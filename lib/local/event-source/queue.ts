import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { ReceivedMessage } from "./sqs-event.ts";

/** What an event source mapping does with its queue. */
export interface SourceQueue {
  /** Reads the queue's attributes, which Lambda must be allowed to. */
  check(): Promise<void>;
  /** Long polls for up to `count` messages. */
  receive(count: number, signal: AbortSignal): Promise<ReceivedMessage[]>;
  /** Deletes what was processed. Rejects when one could not be deleted; it then comes back. */
  delete(messages: ReceivedMessage[]): Promise<void>;
  /** Makes messages visible at once. Lambda has no such thing, so the function's role need not allow it. */
  handBack(messages: ReceivedMessage[]): Promise<void>;
  close(): void;
}

export interface QueueAccess {
  endpoint: string;
  region: string;
  queueUrl: string;
  /** Of the function's role: an event source mapping polls with the permissions of its function. */
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** Keys that belong to no role are the operator's. */
const OPERATOR = { accessKeyId: "twin", secretAccessKey: "twin" };

/** Longest wait that SQS takes; an idle queue then costs three requests a minute. */
const WAIT_SECONDS = 20;

/** The queue through SQS' API. */
export function createSourceQueue({ endpoint, region, queueUrl, credentials }: QueueAccess): SourceQueue {
  const client = new SQSClient({ endpoint, region, credentials, maxAttempts: 2 });
  const operator = new SQSClient({ endpoint, region, credentials: OPERATOR, maxAttempts: 2 });

  async function check(): Promise<void> {
    await client.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["VisibilityTimeout"] }));
  }

  async function receive(count: number, signal: AbortSignal): Promise<ReceivedMessage[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: count,
      WaitTimeSeconds: WAIT_SECONDS,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    });
    const { Messages = [] } = await client.send(command, { abortSignal: signal });
    return Messages as ReceivedMessage[];
  }

  async function deleteAll(messages: ReceivedMessage[]): Promise<void> {
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    if (Failed.length > 0) throw new Error(`${Failed.length} messages were not deleted: ${Failed[0]?.Message}`);
  }

  async function handBack(messages: ReceivedMessage[]): Promise<void> {
    const Entries = messages.map(({ ReceiptHandle }, index) => ({
      Id: String(index),
      ReceiptHandle,
      VisibilityTimeout: 0,
    }));
    await operator.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
  }

  function close(): void {
    client.destroy();
    operator.destroy();
  }

  return { check, receive, delete: deleteAll, handBack, close };
}
