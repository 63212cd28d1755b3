import type { RetryQueue, WaitingTask } from "../../core/delivery/retry-queue.ts";
import { taskEncoder } from "../../core/delivery/task.ts";
import { eachSender, type OutgoingMessage } from "./message-sender.ts";
import type { SqsCaller } from "./wire.ts";

/**
 * Sends tasks to the patient lane. The subscription is the message group: endpoints don't delay one another. A standard
 * queue allows a delay for each message, even with message groups. A FIFO queue doesn't:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-timers.html
 */
export function sqsRetryQueue(client: SqsCaller, queueUrl: string): RetryQueue {
  const send = eachSender(client, queueUrl);
  return {
    async sendLater(waiting) {
      const messages = messagesOf(waiting);
      const faults = await send(messages);
      return messages.map((message) => faults.get(message));
    },
  };
}

function messagesOf(waiting: readonly WaitingTask[]): OutgoingMessage[] {
  const encode = taskEncoder();
  return waiting.map(({ task, delaySeconds }) => ({ body: encode(task), groupId: task.subscriptionId, delaySeconds }));
}
