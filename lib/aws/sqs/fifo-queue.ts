import { randomUUID } from "node:crypto";
import type { PipelineFault } from "../../core/errors.ts";
import type { FifoQueue, GroupMessage } from "../../core/ordered/fifo-queue.ts";
import { eachSender, type OutgoingMessage } from "./message-sender.ts";
import type { SqsCaller } from "./wire.ts";

/**
 * Sends messages to a FIFO queue. A call that fails in part may take a later message and leave an earlier one out
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-batch-api.html). So a call has at most
 * one message of each group, and the next one is only sent when SQS has taken it.
 */
export function sqsFifoQueue(caller: SqsCaller, queueUrl: string): FifoQueue {
  const send = eachSender(caller, queueUrl);
  return {
    async sendInOrder(messages) {
      const outgoing = messages.map(toOutgoing);
      const faults = await sendInTurns(outgoing, send);
      return outgoing.map((message) => faults.get(message));
    },
  };
}

/**
 * SQS drops a repetition of a message whose answer was lost, because it has the same deduplication id
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-key-terms.html).
 */
const toOutgoing = ({ group, body }: GroupMessage): OutgoingMessage => ({
  body,
  groupId: group,
  deduplicationId: randomUUID(),
});

/** Sends the first message of each group, then the second ones, and so on. Returns the failures. */
async function sendInTurns(messages: OutgoingMessage[], send: ReturnType<typeof eachSender>) {
  const faults = new Map<OutgoingMessage, PipelineFault>();
  const faultOfGroup = new Map<string, PipelineFault>();
  for (const turn of turnsOf(messages)) {
    const unsent = await send(turn.filter(({ groupId }) => !faultOfGroup.has(groupId)));
    for (const [{ groupId }, fault] of unsent) faultOfGroup.set(groupId, fault);
    for (const message of turn) {
      const fault = faultOfGroup.get(message.groupId);
      if (fault) faults.set(message, fault);
    }
  }
  return faults;
}

/** The n-th array has the n-th message of each group. */
function turnsOf(messages: OutgoingMessage[]): OutgoingMessage[][] {
  const groups = Map.groupBy(messages, ({ groupId }) => groupId);
  const longest = Math.max(0, ...[...groups.values()].map(({ length }) => length));
  return Array.from({ length: longest }, (_, turn) => [...groups.values()].flatMap((group) => group[turn] ?? []));
}
