/** Names on the event bus. Events of this source are Posthorn's own and are never taken in as events. */
export const BUS_SOURCE = "posthorn";

/** Published when the last attempt of a delivery failed; the detail is an `ExhaustedDetail`. */
export const DELIVERY_EXHAUSTED = "delivery.exhausted";
