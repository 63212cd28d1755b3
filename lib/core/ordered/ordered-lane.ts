import type { SubscriptionKey } from "../model/subscription.ts";

/**
 * The deliveries of an ordered subscription go out one after the other, in its ordered lane. With an ordering key, the
 * subscription has a lane for each value of the key.
 *
 * The FIFO queue of ordered lanes has a message group for each lane. SQS hands out the next messages of a group only when
 * those before them are done (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html).
 * So one function at a time works on a lane, and all that it does with the lane's rows needs no condition.
 */
export interface OrderedLane extends SubscriptionKey {
  /** A hash of the ordering key's value: 32 hexadecimal digits. Empty without an ordering key. */
  hash: string;
}

/** The message group of a lane: at most 128 characters. */
export const groupOf = ({ subscriptionId, hash }: Pick<OrderedLane, "subscriptionId" | "hash">): string =>
  hash === "" ? subscriptionId : `${subscriptionId}.${hash}`;

/** The lane of a message group. */
export function laneOf(tenantId: string, group: string): OrderedLane {
  const [subscriptionId = "", hash = ""] = group.split(".");
  return { tenantId, subscriptionId, hash };
}
