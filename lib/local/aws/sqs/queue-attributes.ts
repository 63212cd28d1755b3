import { AwsError } from "../aws-error.ts";

export type QueueAttributes = Record<string, string>;

/** The default attributes of every queue. An empty `RedrivePolicy` means no redrive. */
const DEFAULT_ATTRIBUTES: Readonly<QueueAttributes> = {
  VisibilityTimeout: "30",
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  RedrivePolicy: "",
};

/** Further attributes of a FIFO queue, with their defaults. */
const FIFO_DEFAULTS: Readonly<QueueAttributes> = {
  FifoQueue: "true",
  ContentBasedDeduplication: "false",
  DeduplicationScope: "queue",
  FifoThroughputLimit: "perQueue",
};

/**
 * Is this the name or the ARN of a FIFO queue?
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
 */
export const isFifo = (nameOrArn: string): boolean => nameOrArn.endsWith(".fifo");

/** The attributes of a queue that sets none. */
export const defaultAttributes = (queueName: string): QueueAttributes => ({
  ...DEFAULT_ATTRIBUTES,
  ...(isFifo(queueName) && FIFO_DEFAULTS),
});

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
const RANGES: Record<string, readonly [number, number]> = {
  VisibilityTimeout: [0, 43_200],
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
};

/** Stored and shown, but without any other effect locally. */
const INERT = [
  "Policy",
  "RedriveAllowPolicy",
  "KmsMasterKeyId",
  "KmsDataKeyReusePeriodSeconds",
  "SqsManagedSseEnabled",
];

/** The values that an attribute may have. The twin has no content-based deduplication. */
const VALUES: Record<string, readonly string[]> = {
  FifoQueue: ["true"],
  ContentBasedDeduplication: ["false"],
  DeduplicationScope: ["queue", "messageGroup"],
  FifoThroughputLimit: ["perQueue", "perMessageGroupId"],
};

/** Throws an `AwsError` on an attribute that such a queue does not have, and on an invalid value. */
export function checkAttributes(queueName: string, attributes: QueueAttributes): void {
  const known = new Set([...Object.keys(defaultAttributes(queueName)), ...INERT]);
  for (const [name, value] of Object.entries(attributes)) {
    if (!known.has(name)) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    if (!isValid(name, value)) {
      throw new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
    }
  }
  checkThroughput(attributes);
  checkDeadLetterQueue(queueName, attributes);
}

function isValid(name: string, value: string): boolean {
  const [least, most] = RANGES[name] ?? [];
  if (least === undefined || most === undefined) return VALUES[name]?.includes(value) ?? true;
  return /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html */
function checkThroughput({ FifoThroughputLimit, DeduplicationScope }: QueueAttributes): void {
  if (FifoThroughputLimit !== "perMessageGroupId" || DeduplicationScope === "messageGroup") return;
  const text = "The perMessageGroupId value is allowed only when the value for DeduplicationScope is messageGroup.";
  throw new AwsError("InvalidAttributeValue", text);
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html */
function checkDeadLetterQueue(queueName: string, attributes: QueueAttributes): void {
  const redrive = redriveOf(attributes);
  if (!redrive || isFifo(redrive.target) === isFifo(queueName)) return;
  const reason = "Dead-letter queue must be same type of queue as the source.";
  const text = `Value ${attributes.RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: ${reason}`;
  throw new AwsError("InvalidParameterValue", text);
}

export interface Redrive {
  maxReceiveCount: number;
  /** The name of the dead-letter queue. */
  target: string;
}

/** Reads a queue's redrive policy, if it has one. Throws an `AwsError` when the policy is invalid. */
export function redriveOf({ RedrivePolicy: policy }: QueueAttributes): Redrive | undefined {
  if (!policy) return undefined;
  try {
    const { maxReceiveCount, deadLetterTargetArn } = JSON.parse(policy);
    const target = String(deadLetterTargetArn).split(":").pop();
    const count = Number(maxReceiveCount);
    if (target && Number.isInteger(count) && count >= 1 && count <= 1000) return { maxReceiveCount: count, target };
  } catch {
    // Refused below, like every other invalid policy.
  }
  throw new AwsError("InvalidAttributeValue", `Value ${policy} for parameter RedrivePolicy is invalid.`);
}
