import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { z } from "zod";
import { AwsError } from "../aws-error.ts";
import { operation, type Service } from "../service.ts";
import type { Accepted } from "./deduplication.ts";
import { batchOf, runBatch } from "./message-batches.ts";
import { checkIds, deduplicationOf, delayOf } from "./message-parameters.ts";
import type { NewMessage } from "./message-store.ts";
import { isFifo } from "./queue-attributes.ts";
import type { Queue } from "./queue-store.ts";
import { sequenceNumber } from "./sequence-number.ts";
import type { SqsContext } from "./sqs-context.ts";

const attribute = z.object({
  DataType: z.string(),
  StringValue: z.string().optional(),
  BinaryValue: z.string().optional(),
});

const message = {
  MessageBody: z.string().optional(),
  DelaySeconds: z.number().optional(),
  MessageGroupId: z.string().optional(),
  MessageDeduplicationId: z.string().optional(),
  MessageAttributes: z.record(z.string(), attribute).default({}),
  MessageSystemAttributes: z.object({ AWSTraceHeader: attribute.optional() }).optional(),
};

type MessageInput = z.output<z.ZodObject<typeof message>>;

/** Creates the operations that add messages. */
export function sendingOperations({ messages, arrivals, queueOf }: SqsContext): Service {
  return {
    SendMessage: operation(z.object({ QueueUrl: z.string().optional(), ...message }), (input, _signal, headers) => {
      const queue = queueOf(input.QueueUrl);
      const accepted = messages.add(queue.name, [checked(queue, input, headers)]);
      arrivals.notify(queue.name);
      return { ...digestOf(input), ...accepted.map(receiptOf(queue))[0] };
    }),

    SendMessageBatch: operation(batchOf(message), ({ QueueUrl, Entries }, _signal, headers) => {
      const queue = queueOf(QueueUrl);
      checkTotalSize(Entries);
      const accepted: NewMessage[] = [];
      const answer = runBatch(Entries, (entry) => {
        accepted.push(checked(queue, entry, headers));
        return digestOf(entry);
      });
      const receipts = messages.add(queue.name, accepted).map(receiptOf(queue));
      answer.Successful = answer.Successful.map((entry, index) => ({ ...entry, ...receipts[index] }));
      arrivals.notify(queue.name);
      return answer;
    }),
  };
}

const digestOf = ({ MessageBody = "" }: MessageInput) => ({
  MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex"),
});

const receiptOf = (queue: Queue) => (accepted: Accepted) => ({
  MessageId: accepted.id,
  ...(isFifo(queue.name) && { SequenceNumber: sequenceNumber(accepted) }),
});

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const FORBIDDEN_CHARACTER = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

const LARGEST_BATCH = 1_048_576;

function checked(queue: Queue, input: MessageInput, headers: IncomingHttpHeaders): NewMessage {
  const { attributes } = queue;
  const { MessageBody: body } = input;
  if (!body) throw new AwsError("MissingParameter", "The request must contain the parameter MessageBody.");
  if (FORBIDDEN_CHARACTER.test(body)) {
    throw new AwsError("InvalidMessageContents", "Invalid characters found in the message body.");
  }
  if (sizeOf(input) > Number(attributes.MaximumMessageSize)) {
    const text = `One or more parameters are invalid. Reason: Message must be shorter than ${attributes.MaximumMessageSize} bytes.`;
    throw new AwsError("InvalidParameterValue", text);
  }
  checkIds(input);
  return {
    body,
    attributes: JSON.stringify(input.MessageAttributes),
    groupId: input.MessageGroupId,
    deduplication: deduplicationOf(queue, input),
    delaySeconds: delayOf(queue, input),
    traceHeader: traceHeaderOf(input, headers),
  };
}

/**
 * A message has the trace header of its sender, from the request or from an attribute of the message
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html). The header
 * doesn't count towards the message's size.
 */
function traceHeaderOf({ MessageSystemAttributes }: MessageInput, headers: IncomingHttpHeaders): string | undefined {
  return MessageSystemAttributes?.AWSTraceHeader?.StringValue ?? headers["x-amzn-trace-id"]?.toString();
}

function checkTotalSize(entries: MessageInput[]): void {
  const total = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (total <= LARGEST_BATCH) return;
  const text = `Batch requests cannot be longer than ${LARGEST_BATCH} bytes. You have sent ${total} bytes.`;
  throw new AwsError("BatchRequestTooLong", text);
}

/** A message's size counts its body, and the names, types and values of its attributes. */
function sizeOf({ MessageBody = "", MessageAttributes }: MessageInput): number {
  const parts = Object.entries(MessageAttributes).flatMap(
    ([name, { DataType, StringValue = "", BinaryValue = "" }]) => [name, DataType, StringValue, BinaryValue],
  );
  return [MessageBody, ...parts].reduce((sum, part) => sum + Buffer.byteLength(part), 0);
}
