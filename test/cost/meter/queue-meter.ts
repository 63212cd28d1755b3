import type { Backend } from "../../../lib/local/aws/backend.ts";
import { chunksOf, type Usage } from "./usage.ts";

/** "Every 64 KB chunk of a payload is billed as 1 request": https://aws.amazon.com/sqs/pricing/ */
const CHUNK_BYTES = 65_536;

/** The requests that carry messages, so that they may belong to a fair queue. */
const MESSAGE_OPERATIONS = ["SendMessage", "SendMessageBatch"];

interface Message {
  MessageBody?: string;
  Body?: string;
  MessageGroupId?: string;
  MessageAttributes?: Record<string, { DataType?: string; StringValue?: string; BinaryValue?: string }>;
}

/**
 * Counts the requests to SQS: those of the functions, and those of Lambda's pollers, which the operator pays as well
 * (https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html). A move to the dead-letter queue costs nothing.
 *
 * A message group makes a standard queue a fair one, at a surcharge. It is counted for the requests that set the group,
 * which are those that send.
 */
export function queueMeter(backend: Backend, usage: () => Usage): Backend {
  return async function metered(request) {
    const answer = await backend(request);
    const { operation, input } = request;
    const output = JSON.parse(String(answer.body) || "{}");
    const sent = (input.Entries ?? [input]) as Message[];
    const received = output.Messages as Message[] | undefined;
    const carried = received ?? (MESSAGE_OPERATIONS.includes(operation) ? sent : []);
    const requests = chunksOf(
      carried.reduce((sum, message) => sum + sizeOf(message), 0),
      CHUNK_BYTES,
    );
    usage().queueRequests += requests;
    if (operation === "ReceiveMessage" && !received) usage().emptyReceives += requests;
    if (carried === sent && sent.some(({ MessageGroupId }) => MessageGroupId)) usage().fairQueueRequests += requests;
    return answer;
  };
}

/** A message's size counts its body, and the names, types and values of its attributes. */
function sizeOf({ MessageBody = "", Body = "", MessageAttributes = {} }: Message): number {
  const attributes = Object.entries(MessageAttributes).flatMap(([name, value]) => [name, ...Object.values(value)]);
  return [MessageBody, Body, ...attributes].reduce((sum, part) => sum + Buffer.byteLength(part), 0);
}
