import { AwsError } from "../aws-error.ts";
import type { Deduplication } from "./deduplication.ts";
import { isFifo } from "./queue-attributes.ts";
import type { Queue } from "./queue-store.ts";

interface Parameters {
  DelaySeconds?: number | undefined;
  MessageGroupId?: string | undefined;
  MessageDeduplicationId?: string | undefined;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const VALID_ID = /^[!-~]{1,128}$/;

/** Throws an `AwsError` on an invalid id of a message group, or of the deduplication. */
export function checkIds({ MessageGroupId, MessageDeduplicationId }: Parameters): void {
  for (const [name, id] of Object.entries({ MessageGroupId, MessageDeduplicationId })) {
    if (id === undefined || VALID_ID.test(id)) continue;
    throw invalid(name, id, `${name} can only include alphanumeric and punctuation characters. 1 to 128 in length.`);
  }
}

/** Messages of FIFO queues need a message group and a deduplication id. Those of standard queues have no such id. */
export function deduplicationOf(queue: Queue, { MessageGroupId, MessageDeduplicationId: id }: Parameters) {
  if (!isFifo(queue.name)) return id === undefined ? undefined : notForThisType("MessageDeduplicationId", id);
  if (!MessageGroupId) throw new AwsError("MissingParameter", "The request must contain the parameter MessageGroupId.");
  if (id) return { id, scope: scopeOf(queue, MessageGroupId) } satisfies Deduplication;
  const ways = "ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly";
  throw new AwsError("InvalidParameterValue", `The queue should either have ${ways}.`);
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/enable-high-throughput-fifo.html */
const scopeOf = ({ attributes }: Queue, group: string): string =>
  attributes.DeduplicationScope === "messageGroup" ? group : "";

/**
 * Messages of a FIFO queue only have the delay of their queue
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-timers.html).
 */
export function delayOf({ name, attributes }: Queue, { DelaySeconds: given }: Parameters): number {
  if (isFifo(name) && given) notForThisType("DelaySeconds", given);
  const delay = (isFifo(name) ? undefined : given) ?? Number(attributes.DelaySeconds);
  if (Number.isInteger(delay) && delay >= 0 && delay <= 900) return delay;
  throw new AwsError("InvalidParameterValue", "DelaySeconds must be >= 0 and <= 900.");
}

function notForThisType(name: string, value: unknown): never {
  throw invalid(name, value, "The request include parameter that is not valid for this queue type.");
}

const invalid = (name: string, value: unknown, reason: string): AwsError =>
  new AwsError("InvalidParameterValue", `Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);
