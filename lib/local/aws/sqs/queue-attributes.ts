import { AwsError } from "../aws-error.ts";

export type QueueAttributes = Record<string, string>;

/** The default attributes of a queue. An empty `RedrivePolicy` means no redrive. */
export const DEFAULT_ATTRIBUTES: Readonly<QueueAttributes> = {
  VisibilityTimeout: "30",
  DelaySeconds: "0",
  MaximumMessageSize: "1048576",
  MessageRetentionPeriod: "345600",
  ReceiveMessageWaitTimeSeconds: "0",
  RedrivePolicy: "",
};

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

const KNOWN = new Set([...Object.keys(DEFAULT_ATTRIBUTES), ...INERT]);

/** Throws an `AwsError` on an attribute that standard queues do not have, and on an invalid value. */
export function checkAttributes(attributes: QueueAttributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!KNOWN.has(name)) throw new AwsError("InvalidAttributeName", `Unknown Attribute ${name}.`);
    const [least, most] = RANGES[name] ?? [];
    if (least === undefined || most === undefined) continue;
    if (!/^\d+$/.test(value) || Number(value) < least || Number(value) > most) {
      throw new AwsError("InvalidAttributeValue", `Invalid value for the parameter ${name}.`);
    }
  }
  redriveOf(attributes);
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
