import type { FailureClass } from "../core/model.ts";

/** Names on the event bus. Events of this source are Posthorn's own and are never taken in as events. */
export const BUS_SOURCE = "posthorn";

/** Published when the last attempt of a delivery failed; the detail is an `ExhaustedDetail`. */
export const DELIVERY_EXHAUSTED = "delivery.exhausted";

/** What became of a delivery whose attempts are used up. */
export interface ExhaustedDetail {
  deliveryId: string;
  tenantId: string;
  subscriptionId: string;
  eventId: string;
  /** The event's type. */
  type: string;
  attempts: number;
  /** What the last attempt failed with. */
  failure?: FailureClass;
  lastStatus?: number;
  /** When it was given up, ISO 8601. */
  at: string;
}
