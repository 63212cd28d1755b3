import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { operation, type Service } from "../service.ts";
import { checkAttributes, isFifo } from "./queue-attributes.ts";
import type { Queue } from "./queue-store.ts";
import type { SqsContext } from "./sqs-context.ts";

const attributes = z.record(z.string(), z.string()).default({});
const byUrl = z.object({ QueueUrl: z.string().optional() });

/** Creates the operations on queues. */
export function queueOperations(context: SqsContext): Service {
  const { queues, messages, queueOf, urlOf } = context;
  return {
    CreateQueue: operation(z.object({ QueueName: z.string(), Attributes: attributes }), ({ QueueName, Attributes }) => {
      checkName(QueueName, Attributes);
      checkAttributes(QueueName, Attributes);
      const existing = queues.find(QueueName);
      if (existing) checkSame(existing, Attributes);
      else queues.create(QueueName, Attributes);
      return { QueueUrl: urlOf(QueueName) };
    }),
    GetQueueUrl: operation(z.object({ QueueName: z.string() }), ({ QueueName }) => ({
      QueueUrl: urlOf(queues.get(QueueName).name),
    })),
    ListQueues: operation(z.object({ QueueNamePrefix: z.string().default("") }), ({ QueueNamePrefix }) => ({
      QueueUrls: queues.list().flatMap(({ name }) => (name.startsWith(QueueNamePrefix) ? [urlOf(name)] : [])),
    })),
    GetQueueAttributes: operation(
      byUrl.extend({ AttributeNames: z.array(z.string()).default([]) }),
      ({ QueueUrl, AttributeNames }) => shownAttributes(queueOf(QueueUrl), AttributeNames, context),
    ),
    SetQueueAttributes: operation(byUrl.extend({ Attributes: attributes }), ({ QueueUrl, Attributes }) => {
      const queue = queueOf(QueueUrl);
      checkAttributes(queue.name, { ...queue.attributes, ...Attributes });
      queues.setAttributes(queue, Attributes);
    }),
    PurgeQueue: operation(byUrl, ({ QueueUrl }) => {
      messages.deleteAll(queueOf(QueueUrl).name);
    }),
    DeleteQueue: operation(byUrl, ({ QueueUrl }) => {
      const queue = queueOf(QueueUrl);
      messages.deleteAll(queue.name);
      messages.forgetDuplicates(queue.name);
      queues.delete(queue);
    }),
  };
}

/** The suffix counts towards the 80 characters, and belongs to FIFO queues only. */
function checkName(name: string, { FifoQueue }: Record<string, string>): void {
  const base = isFifo(name) ? name.slice(0, -".fifo".length) : name;
  const isValid = /^[\w-]+$/.test(base) && name.length <= 80;
  if (isValid && isFifo(name) === (FifoQueue === "true")) return;
  const rule = "can only include alphanumeric characters, hyphens, or underscores";
  const suffix = FifoQueue === "true" ? ", must end with .fifo suffix" : "";
  throw new AwsError("InvalidParameterValue", `${name}: the name of a queue ${rule}${suffix}. 1 to 80 in length.`);
}

/** Creating an existing queue succeeds when the given attributes do not differ. */
function checkSame(queue: Queue, given: Record<string, string>): void {
  const differing = Object.keys(given).find((name) => given[name] !== queue.attributes[name]);
  if (!differing) return;
  const text = `A queue already exists with the same name and a different value for attribute ${differing}`;
  throw new AwsError("QueueNameExists", text, 400, "QueueAlreadyExists");
}

function shownAttributes(queue: Queue, names: string[], { messages, arnOf }: SqsContext): object {
  const { visible, inFlight, delayed } = messages.count(queue.name);
  const all = {
    ...queue.attributes,
    QueueArn: arnOf(queue.name),
    CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modifiedAt / 1000)),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
  const wanted = (name: string) => names.includes("All") || names.includes(name);
  const chosen = Object.entries(all).filter(([name, value]) => wanted(name) && value !== "");
  return { Attributes: Object.fromEntries(chosen) };
}
