import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { DeliveryQueue } from "../../core/delivery/delivery-queue.ts";
import { encodeTask } from "../../core/delivery/task.ts";
import { PipelineFault } from "../../core/errors.ts";
import type { DeliveryTask } from "../../core/model.ts";
import { inBatches } from "../kit/batching.ts";
import { pooled } from "../kit/pooled.ts";
import { retryLeftovers } from "../kit/retry-leftovers.ts";
import { orFault } from "../kit/sdk-errors.ts";

/**
 * One call takes ten messages, and 1 MiB of bodies together:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export const SEND_LIMIT = { count: 10, bytes: 1_048_576 } as const;

/** Calls in flight at a time: enough for an event with thousands of deliveries, few enough for one CPU. */
const PARALLEL_CALLS = 8;

interface Message {
  body: string;
  tenantId: string;
}

/** The queue of deliveries. */
export function sqsDeliveryQueue(client: SQSClient, queueUrl: string): DeliveryQueue {
  return { send };

  async function send(tasks: DeliveryTask[]): Promise<void> {
    const messages = tasks.map((task) => ({ body: encodeTask(task), tenantId: task.event.tenantId }));
    const batches = inBatches(messages, SEND_LIMIT, ({ body }) => Buffer.byteLength(body));
    await pooled(batches, PARALLEL_CALLS, (batch) => sendBatch(client, queueUrl, batch));
  }
}

async function sendBatch(client: SQSClient, queueUrl: string, batch: Message[]): Promise<void> {
  const left = await retryLeftovers(batch, (messages) =>
    orFault("sending to the queue failed", () => sendOnce(client, queueUrl, messages)),
  );
  if (left.length > 0) throw new PipelineFault(`the queue refused ${left.length} messages`);
}

/**
 * Sends once; resolves with the messages not named as `Successful`. The tenant as message group makes a
 * standard queue a fair one: a tenant's backlog doesn't delay the others' messages
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
