import { AwsError } from "../aws-error.ts";
import type { Operator } from "../backend.ts";
import { DEFAULT_ATTRIBUTES, type QueueAttributes } from "./attributes.ts";

/**
 * Creates a queue, or gives an existing one these attributes; what an earlier run had set and this one does not is
 * reset. Resolves with its ARN, and its URL at the front door, whichever server has the queue: servers find a queue
 * by the path of its URL, and clients call the host that is in it.
 */
export async function createQueue(
  sqs: Operator,
  endpoint: string,
  name: string,
  attributes: QueueAttributes,
): Promise<{ url: string; arn: string }> {
  const url = (await findUrl(sqs, name)) ?? (await sqs("CreateQueue", { QueueName: name })).QueueUrl;
  await sqs("SetQueueAttributes", { QueueUrl: url, Attributes: { ...DEFAULT_ATTRIBUTES, ...attributes } });
  const { Attributes } = await sqs("GetQueueAttributes", { QueueUrl: url, AttributeNames: ["QueueArn"] });
  return {
    url: String(url).replace(/^https?:\/\/[^/]+/, endpoint),
    arn: (Attributes as QueueAttributes).QueueArn ?? "",
  };
}

async function findUrl(sqs: Operator, name: string): Promise<unknown> {
  try {
    return (await sqs("GetQueueUrl", { QueueName: name })).QueueUrl;
  } catch (error) {
    if (error instanceof AwsError && error.type.endsWith("QueueDoesNotExist")) return undefined;
    throw error;
  }
}
