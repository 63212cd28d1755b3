import { createHash } from "node:crypto";
import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { operation, type Service } from "../service.ts";
import type { Message } from "./message-store.ts";
import { isFifo } from "./queue-attributes.ts";
import type { Queue } from "./queue-store.ts";
import { sequenceNumber } from "./sequence-number.ts";
import type { SqsContext } from "./sqs-context.ts";

const names = z.array(z.string()).default([]);

const receiveInput = z.object({
  QueueUrl: z.string().optional(),
  MaxNumberOfMessages: z.number().int().optional(),
  VisibilityTimeout: z.number().int().optional(),
  WaitTimeSeconds: z.number().int().optional(),
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
});

type ReceiveInput = z.output<typeof receiveInput>;

const SWEEP_EVERY_MS = 60_000;
/** How often a long poll looks at a queue that has too many messages in flight. */
const FULL_MS = 200;

/** Creates `ReceiveMessage`, with long polling. */
export function receivingOperations({ queues, messages, arrivals, queueOf, arnOf, now }: SqsContext): Service {
  const sweptAt = new Map<string, number>();

  function sweep({ name, attributes }: Queue): void {
    const at = now();
    if (at - (sweptAt.get(name) ?? 0) < SWEEP_EVERY_MS) return;
    sweptAt.set(name, at);
    messages.deleteSentBefore(name, at - Number(attributes.MessageRetentionPeriod) * 1000);
  }

  function take(queue: Queue, { MaxNumberOfMessages: max = 1, VisibilityTimeout }: ReceiveInput): Message[] {
    const seconds = VisibilityTimeout ?? Number(queue.attributes.VisibilityTimeout);
    const redrive = queue.redrive && queues.find(queue.redrive.target) ? queue.redrive : undefined;
    const { taken, moved } = messages.take(queue.name, max, seconds, redrive);
    if (redrive && moved > 0) arrivals.notify(redrive.target);
    return taken;
  }

  /**
   * Above the limit of messages in flight, a short poll of a standard queue fails. A long poll just finds nothing, and
   * so does any poll of a FIFO queue
   * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/avoid-backlog-with-the-same-message-group-id.html).
   */
  async function receive(queue: Queue, input: ReceiveInput, signal: AbortSignal): Promise<Message[]> {
    const wait = input.WaitTimeSeconds ?? Number(queue.attributes.ReceiveMessageWaitTimeSeconds);
    const deadline = Date.now() + wait * 1000;
    while (!signal.aborted) {
      const taken = take(queue, input);
      if (taken.length > 0) return taken;
      const isFull = messages.isFull(queue.name);
      if (isFull && wait === 0 && !isFifo(queue.name)) throw overLimit();
      if (Date.now() >= deadline) return [];
      const next = isFull ? Date.now() + FULL_MS : (messages.nextDueAt(queue.name) ?? deadline);
      await arrivals.wait(queue.name, Math.min(next, deadline), signal);
    }
    return [];
  }

  return {
    ReceiveMessage: operation(receiveInput, async (input, signal) => {
      checkRange("MaxNumberOfMessages", input.MaxNumberOfMessages, 1, 10);
      checkRange("VisibilityTimeout", input.VisibilityTimeout, 0, 43_200);
      checkRange("WaitTimeSeconds", input.WaitTimeSeconds, 0, 20);
      const queue = queueOf(input.QueueUrl);
      sweep(queue);
      const received = await receive(queue, input, signal);
      return received.length > 0 ? { Messages: received.map((message) => shown(message, input, arnOf)) } : {};
    }),
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const overLimit = (): AwsError =>
  new AwsError("OverLimit", "Too many messages in flight.", 403, "AWS.SimpleQueueService.OverLimit");

function checkRange(name: string, value: number | undefined, least: number, most: number): void {
  if (value === undefined || (value >= least && value <= most)) return;
  const reason = `Must be between ${least} and ${most}, if provided.`;
  throw new AwsError("InvalidParameterValue", `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);
}

/** A message as the answer shows it, with the attributes that the caller asked for. */
function shown(message: Message, input: ReceiveInput, arnOf: (queueName: string) => string): object {
  const attributes = asked(systemAttributes(message, arnOf), [
    ...input.AttributeNames,
    ...input.MessageSystemAttributeNames,
  ]);
  const messageAttributes = asked(JSON.parse(message.attributes), input.MessageAttributeNames);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receipt,
    MD5OfBody: createHash("md5").update(message.body).digest("hex"),
    Body: message.body,
    ...(attributes && { Attributes: attributes }),
    ...(messageAttributes && { MessageAttributes: messageAttributes }),
  };
}

function systemAttributes(message: Message, arnOf: (queueName: string) => string): Record<string, string> {
  return {
    SenderId: "AIDAIENQZJOLO23YVJ4VO",
    SentTimestamp: String(message.sent_at),
    ApproximateReceiveCount: String(message.receives),
    ApproximateFirstReceiveTimestamp: String(message.first_received_at),
    ...(message.group_id !== null && { MessageGroupId: message.group_id }),
    ...(message.deduplication_id !== null && {
      MessageDeduplicationId: message.deduplication_id,
      SequenceNumber: sequenceNumber(message),
    }),
    ...(message.source !== null && { DeadLetterQueueSourceArn: arnOf(message.source) }),
    ...(message.trace_header !== null && { AWSTraceHeader: message.trace_header }),
  };
}

/** Selects entries by their exact name, by a prefix (`trace.*`), or all of them (`All`, `.*`). */
function asked<T>(all: Record<string, T>, names: string[]): Record<string, T> | undefined {
  const matches = (key: string) =>
    names.some((name) => name === key || name === "All" || (name.endsWith(".*") && key.startsWith(name.slice(0, -2))));
  const chosen = Object.entries(all).filter(([key]) => matches(key));
  return chosen.length > 0 ? Object.fromEntries(chosen) : undefined;
}
