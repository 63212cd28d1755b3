import { newAllowance } from "../matching/allowance.ts";
import type { DeliveryTask } from "../model/delivery-task.ts";
import type { Subscription } from "../model/subscription.ts";
import type { OrderedQueue } from "./ordered-queue.ts";
import { orderedLanes } from "./ordering-key.ts";

/**
 * Makes a function that sends deliveries of an ordered subscription to the ends of their lanes, in the given order.
 * Rejects with the first failure.
 */
export function sendingToLanes(queue: OrderedQueue) {
  const lanesOf = orderedLanes();

  return async function toLanes(tasks: readonly DeliveryTask[], subscription: Subscription): Promise<void> {
    const laneOf = ({ event }: DeliveryTask) => lanesOf(event, newAllowance())(subscription);
    const faults = await queue.sendInOrder(tasks.map((task) => ({ lane: laneOf(task), task })));
    for (const fault of faults) if (fault) throw fault;
  };
}
