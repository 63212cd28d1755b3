import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { operation, type Service } from "../service.ts";
import { checkAttributes } from "./queue-attributes.ts";
import type { Queue } from "./queue-store.ts";
import type { SqsContext } from "./sqs-context.ts";

const attributes = z.record(z.string(), z.string()).default({});
const byUrl = z.object({ QueueUrl: z.string().optional() });

/** Creates the operations on queues. */
export function queueOperations(context: SqsContext): Service {
  const { queues, messages, queueOf, urlOf } = context;
  return {
    CreateQueue: operation(z.object({ QueueName: z.string(), Attributes: attributes }), ({ QueueName, Attributes }) => {
      checkName(QueueName);
      checkAttributes(Attributes);
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
      checkAttributes(Attributes);
      queues.setAttributes(queueOf(QueueUrl), Attributes);
    }),
    PurgeQueue: operation(byUrl, ({ QueueUrl }) => {
      messages.deleteAll(queueOf(QueueUrl).name);
    }),
    DeleteQueue: operation(byUrl, ({ QueueUrl }) => {
      const queue = queueOf(QueueUrl);
      messages.deleteAll(queue.name);
      queues.delete(queue);
    }),
  };
}

function checkName(name: string): void {
  if (/^[\w-]{1,80}$/.test(name)) return;
  const text = name.endsWith(".fifo") ? "The twin does not support FIFO queues." : `${name} is not a valid queue name.`;
  throw new AwsError("InvalidParameterValue", text);
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
