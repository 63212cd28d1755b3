import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DeliveryQueue } from "../../core/delivery/delivery-queue.ts";
import { taskEncoder } from "../../core/delivery/task.ts";
import { PipelineFault } from "../../core/errors.ts";
import type { DeliveryTask } from "../../core/model.ts";
import { batchesOf } from "../kit/batching.ts";
import { pooled } from "../kit/pooled.ts";
import { retryLeftovers } from "../kit/retry-leftovers.ts";
import { orFault } from "../kit/sdk-errors.ts";

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

interface Message {
  body: string;
  tenantId: string;
}

/** Sends tasks to the queue of deliveries. */
export function sqsDeliveryQueue(client: SQSClient, queueUrl: string): DeliveryQueue {
  return { send };

  async function send(tasks: Iterable<DeliveryTask>): Promise<void> {
    const batches = batchesOf(messagesOf(tasks), SEND_LIMIT, ({ body }) => Buffer.byteLength(body));
    await pooled(batches, PARALLEL_CALLS, (batch) => sendBatch(client, queueUrl, batch));
  }
}

/** Encodes each task only when it is needed. The bodies of an event with 10,000 deliveries can take gigabytes. */
function* messagesOf(tasks: Iterable<DeliveryTask>): Generator<Message> {
  const encode = taskEncoder();
  for (const task of tasks) yield { body: encode(task), tenantId: task.event.tenantId };
}

async function sendBatch(client: SQSClient, queueUrl: string, batch: Message[]): Promise<void> {
  const left = await retryLeftovers(batch, (messages) =>
    orFault("sending to the queue failed", () => sendOnce(client, queueUrl, messages)),
  );
  if (left.length > 0) throw new PipelineFault(`the queue rejected ${left.length} messages`);
}

/**
 * Makes one call. Resolves with the messages that the answer doesn't list as `Successful`. The tenant is the message
 * group. Message groups make a standard queue a fair queue: one tenant's backlog doesn't delay other tenants' messages
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html).
 */
async function sendOnce(client: SQSClient, QueueUrl: string, messages: Message[]): Promise<Message[]> {
  const Entries = messages.map(({ body, tenantId }, index) => ({
    Id: String(index),
    MessageBody: body,
    MessageGroupId: tenantId,
  }));
  const { Successful } = await client.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  const sent = new Set(Successful?.map(({ Id }) => Id));
  return messages.filter((_, index) => !sent.has(String(index)));
}
