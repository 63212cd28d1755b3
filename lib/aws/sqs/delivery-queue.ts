import type { DeliveryQueue } from "../../core/delivery/delivery-queue.ts";
import { taskEncoder } from "../../core/delivery/task.ts";
import type { DeliveryTask } from "../../core/model/delivery-task.ts";
import { messageSender, type OutgoingMessage } from "./message-sender.ts";
import type { SqsCaller } from "./wire.ts";

/** Sends tasks to the queue of deliveries. The tenant is the message group: tenants don't delay one another. */
export function sqsDeliveryQueue(client: SqsCaller, queueUrl: string): DeliveryQueue {
  const send = messageSender(client, queueUrl);
  return { send: (tasks) => send(messagesOf(tasks)) };
}

/** Encodes each task only when it is needed. The bodies of an event with 10,000 deliveries can take gigabytes. */
function* messagesOf(tasks: Iterable<DeliveryTask>): Generator<OutgoingMessage> {
  const encode = taskEncoder();
  for (const task of tasks) yield { body: encode(task), groupId: task.event.tenantId };
}
