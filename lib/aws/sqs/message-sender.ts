import { hash } from "node:crypto";
import { PipelineFault } from "../../core/errors.ts";
import { batchesOf } from "../kit/batching.ts";
import { patiently } from "../kit/patiently.ts";
import { pooled } from "../kit/pooled.ts";
import { retryLeftovers } from "../kit/retry-leftovers.ts";
import { asFault } from "../kit/sdk-errors.ts";
import { type SqsCaller, sqsWire } from "./wire.ts";

/**
 * One call can send ten messages, with 1 MiB of bodies in total:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export const SEND_LIMIT = { count: 10, bytes: 1_048_576 } as const;

/**
 * The most calls in flight. This is enough for an event with thousands of deliveries, and not too much for one CPU. Only
 * their messages are in memory: up to 1 MiB of bodies each.
 */
const PARALLEL_CALLS = 8;

export interface OutgoingMessage {
  body: string;
  /**
   * Message groups make a standard queue a fair queue: the backlog of one group doesn't delay the messages of others
   * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html).
   */
  groupId: string;
  /** Only messages for FIFO queues have one. SQS takes just one message with the same id in five minutes. */
  deduplicationId?: string;
  /**
   * @default 0
   */
  delaySeconds?: number;
}

/**
 * Makes a function that sends messages to a queue. Takes messages as it sends them. Throws a `PipelineFault` unless SQS
 * has taken all of them.
 */
export function messageSender(
  client: SqsCaller,
  queueUrl: string,
): (messages: Iterable<OutgoingMessage>) => Promise<void> {
  const sendBatch = batchSender(client, queueUrl);

  return (messages) =>
    pooled(batchesIn(messages), PARALLEL_CALLS, async (batch) => {
      const { fault } = await sendBatch(batch);
      if (fault) throw fault;
    });
}

/** Makes a function that sends messages to a queue. Resolves with the failures of those that SQS has not taken. */
export function eachSender(
  client: SqsCaller,
  queueUrl: string,
): (messages: Iterable<OutgoingMessage>) => Promise<Map<OutgoingMessage, PipelineFault>> {
  const sendBatch = batchSender(client, queueUrl);

  return async function send(messages) {
    const faults = new Map<OutgoingMessage, PipelineFault>();
    await pooled(batchesIn(messages), PARALLEL_CALLS, async (batch) => {
      const { left, fault } = await sendBatch(batch);
      if (fault) for (const message of left) faults.set(message, fault);
    });
    return faults;
  };
}

const batchesIn = (messages: Iterable<OutgoingMessage>): Generator<OutgoingMessage[]> =>
  batchesOf(messages, SEND_LIMIT, ({ body }) => Buffer.byteLength(body));

/** The messages of a batch that SQS has not taken, and why. */
interface Unsent {
  left: OutgoingMessage[];
  fault?: PipelineFault;
}

function batchSender(client: SqsCaller, queueUrl: string): (batch: OutgoingMessage[]) => Promise<Unsent> {
  const call = sqsWire(client, queueUrl);

  return async function sendBatch(batch) {
    let left = batch;
    const sendPatiently = patiently(sendOnce);
    try {
      await retryLeftovers(batch, async (messages) => {
        left = await sendPatiently(messages);
        return left;
      });
    } catch (error) {
      return { left, fault: asFault("sending to the queue failed", error) };
    }
    return { left, ...(left.length > 0 && { fault: new PipelineFault(`the queue rejected ${left.length} messages`) }) };
  };

  /**
   * Makes one call. Resolves with the messages that the answer doesn't list as `Successful`. Rejects when SQS received
   * another body than was sent, as the SDK does.
   */
  async function sendOnce(messages: OutgoingMessage[]): Promise<OutgoingMessage[]> {
    const { Successful = [] } = await call("SendMessageBatch", { QueueUrl: queueUrl, Entries: messages.map(entryOf) });
    const received = new Map(Successful.map(({ Id, MD5OfMessageBody }) => [Id, MD5OfMessageBody]));
    return messages.filter(({ body }, index) => {
      const id = String(index);
      if (!received.has(id)) return true;
      if (received.get(id) !== hash("md5", body)) throw new Error("a message's MD5 checksum is wrong");
      return false;
    });
  }
}

const entryOf = ({ body, groupId, deduplicationId, delaySeconds }: OutgoingMessage, index: number) => ({
  Id: String(index),
  MessageBody: body,
  MessageGroupId: groupId,
  ...(deduplicationId && { MessageDeduplicationId: deduplicationId }),
  ...(delaySeconds && { DelaySeconds: delaySeconds }),
});
