import type { Delivery } from "../model/delivery.ts";
import type { AlertFacts } from "./alert.ts";

/** What an alert says about a subscription's deliveries that used up their attempts. */
export type ExhaustedFacts = AlertFacts["delivery.exhausted"];

/** A digest waits for so long after its first delivery, so that a burst of them is one alert. */
export const DIGEST_WAIT_MS = 5 * 60_000;

/** The shortest time between two alerts of a subscription. */
export const BETWEEN_DIGESTS_MS = 60 * 60_000;

export const latestExhausted = ({ id, eventId, type, failure, lastStatus }: Delivery): ExhaustedFacts["latest"] => ({
  deliveryId: id,
  eventId,
  type,
  ...(failure && { failure }),
  ...(lastStatus !== undefined && { lastStatus }),
});
