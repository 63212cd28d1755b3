import type { components } from "../../client/api.d.ts";

/** A delivery in a list. */
export type ListedDelivery = components["schemas"]["Delivery"];

/** A delivery with its attempts. */
export type DeliveryWithAttempts = components["schemas"]["DeliveryWithAttempts"];

/** One POST and its result. */
export type DeliveryAttempt = components["schemas"]["Attempt"];

export const DELIVERY_STATES = [
  "pending",
  "retrying",
  "held",
  "delivered",
  "exhausted",
  "skipped",
  "cancelled",
] as const;

export type StateOfDelivery = (typeof DELIVERY_STATES)[number];

/** Whether Posthorn will move the delivery on by itself. */
export const isWaiting = ({ state }: { state: StateOfDelivery }): boolean =>
  state === "pending" || state === "retrying" || state === "held";
