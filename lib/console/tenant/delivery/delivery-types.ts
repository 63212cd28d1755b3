import type { components } from "../../client/api.d.ts";
import { membersOf } from "../../client/members-of.ts";

/** A delivery in a list. */
export type ListedDelivery = components["schemas"]["Delivery"];

/** A delivery with its attempts. */
export type DeliveryWithAttempts = components["schemas"]["DeliveryWithAttempts"];

/** One POST and its result. */
export type DeliveryAttempt = components["schemas"]["Attempt"];

export type StateOfDelivery = ListedDelivery["state"];

export const DELIVERY_STATES = membersOf<StateOfDelivery>({
  pending: true,
  retrying: true,
  held: true,
  delivered: true,
  exhausted: true,
  skipped: true,
  cancelled: true,
});

/** Whether Posthorn will move the delivery on by itself. */
export const isWaiting = ({ state }: { state: StateOfDelivery }): boolean =>
  state === "pending" || state === "retrying" || state === "held";
