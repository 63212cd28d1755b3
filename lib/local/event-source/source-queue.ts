import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
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
  /** Deletes processed messages. Rejects when a message could not be deleted. That message then comes back. */
  delete(messages: SourceMessage[]): Promise<void>;
  /** Makes messages visible at once. Lambda has no such call, so the function's role does not need to allow it. */
  handBack(messages: SourceMessage[]): Promise<void>;
  close(): void;
}

export interface QueueAccess {
  endpoint: string;
  region: string;
  queueUrl: string;
  /** Credentials of the function's role. An event source mapping polls with the permissions of its function. */
  credentials: { accessKeyId: string; secretAccessKey: string };
}

/** A key that belongs to no role is the operator's. */
const OPERATOR = { accessKeyId: "twin", secretAccessKey: "twin" };

/** The longest wait that SQS allows. An idle queue then costs three requests a minute. */
const WAIT_SECONDS = 20;

/** Creates access to a queue through the SQS API. */
export function createSourceQueue({ endpoint, region, queueUrl, credentials }: QueueAccess): SourceQueue {
  const client = new SQSClient({ endpoint, region, credentials, maxAttempts: 2 });
  const operator = new SQSClient({ endpoint, region, credentials: OPERATOR, maxAttempts: 2 });

  async function check(): Promise<number> {
    const command = new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["VisibilityTimeout"] });
    const { Attributes } = await client.send(command);
    return Number(Attributes?.VisibilityTimeout);
  }

  async function receive(count: number, signal: AbortSignal): Promise<SourceMessage[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: count,
      WaitTimeSeconds: WAIT_SECONDS,
      MessageSystemAttributeNames: ["All"],
      MessageAttributeNames: ["All"],
    });
    const { Messages = [] } = await client.send(command, { abortSignal: signal });
    return Messages as SourceMessage[];
  }

  async function deleteAll(messages: SourceMessage[]): Promise<void> {
    const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    const { Failed = [] } = await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    if (Failed.length > 0) throw new Error(`${Failed.length} messages were not deleted: ${Failed[0]?.Message}`);
  }

  async function handBack(messages: SourceMessage[]): Promise<void> {
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
