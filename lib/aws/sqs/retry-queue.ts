import type { SQSClient } from "@aws-sdk/client-sqs";
import type { RetryQueue, WaitingTask } from "../../core/delivery/retry-queue.ts";
import { taskEncoder } from "../../core/delivery/task.ts";
import { messageSender, type OutgoingMessage } from "./message-sender.ts";

/** Sends tasks to the patient lane. The subscription is the message group: endpoints don't delay one another. */
export function sqsRetryQueue(client: SQSClient, queueUrl: string): RetryQueue {
  const send = messageSender(client, queueUrl);
  return { sendLater: (waiting) => send(messagesOf(waiting)) };
}

function* messagesOf(waiting: Iterable<WaitingTask>): Generator<OutgoingMessage> {
  const encode = taskEncoder();
  for (const { task, delaySeconds } of waiting)
    yield { body: encode(task), groupId: task.subscriptionId, delaySeconds };
}
