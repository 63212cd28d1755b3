import { AwsError } from "../aws-error.ts";
import type { AwsCaller } from "../backend.ts";
import { defaultAttributes, type QueueAttributes } from "./queue-attributes.ts";

/**
 * Creates a queue, or sets the attributes of an existing one. Attributes that only an earlier run has set are reset.
 * Resolves with the queue's ARN, and its URL at the front door. That URL works for any SQS server behind the front
 * door: clients call the host of the URL, and servers find the queue by the URL's path.
 */
export async function ensureQueue(
  sqs: AwsCaller,
  endpoint: string,
  name: string,
  attributes: QueueAttributes,
): Promise<{ url: string; arn: string }> {
  const url = (await findUrl(sqs, name)) ?? (await createQueue(sqs, name, attributes)).QueueUrl;
  await sqs("SetQueueAttributes", { QueueUrl: url, Attributes: { ...defaultAttributes(name), ...attributes } });
  const { Attributes } = await sqs("GetQueueAttributes", { QueueUrl: url, AttributeNames: ["QueueArn"] });
  return {
    url: String(url).replace(/^https?:\/\/[^/]+/, endpoint),
    arn: (Attributes as QueueAttributes).QueueArn ?? "",
  };
}

/** Only a new queue can become a FIFO queue. */
const createQueue = (sqs: AwsCaller, name: string, { FifoQueue }: QueueAttributes) =>
  sqs("CreateQueue", { QueueName: name, ...(FifoQueue && { Attributes: { FifoQueue } }) });

async function findUrl(sqs: AwsCaller, name: string): Promise<unknown> {
  try {
    return (await sqs("GetQueueUrl", { QueueName: name })).QueueUrl;
  } catch (error) {
    if (error instanceof AwsError && error.type.endsWith("QueueDoesNotExist")) return undefined;
    throw error;
  }
}
