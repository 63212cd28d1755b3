import type { DeliveryQueue } from "../delivery/delivery-queue.ts";
import { type RunEvent, untried } from "../delivery/lifecycle.ts";
import { newTask } from "../delivery/task.ts";
import { timeOfUlid } from "../ids.ts";
import type { DeliveryTask } from "../model/delivery-task.ts";
import type { Event } from "../model/event.ts";
import type { FanOutPage } from "./page.ts";

/** Queues the deliveries of a page whose subscriptions all match. */
export function deliverPage({ queue }: { queue: DeliveryQueue }) {
  return function deliver({ event, subscriptionIds }: FanOutPage): Promise<void> {
    return queue.send(tasksFor(event, subscriptionIds));
  };
}

/** The first tasks of an event's deliveries. The largest events fill memory quickly, so tasks are made on demand. */
export function* tasksFor(event: Event, subscriptionIds: string[]): Generator<DeliveryTask> {
  const record = runEventOf(event, subscriptionIds);
  for (const id of subscriptionIds) yield newTask(event, untried(record, id));
}

/** An event with the subscriptions that get it. */
export const runEventOf = (event: Event, subscriptionIds: string[]): RunEvent => ({
  ...event,
  receivedAt: timeOfUlid(event.ulid),
  subscriptionIds,
});
