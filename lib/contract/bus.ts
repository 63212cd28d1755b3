import type { FailureClass } from "../core/model/failure-class.ts";

/** The source of Posthorn's own events on the bus. Posthorn never accepts them as a producer's events. */
export const BUS_SOURCE = "posthorn";

/** Published when the last attempt of a delivery failed. The detail is an `ExhaustedDetail`. */
export const DELIVERY_EXHAUSTED = "delivery.exhausted";

/** A delivery whose attempts are used up. */
export interface ExhaustedDetail {
  deliveryId: string;
  tenantId: string;
  subscriptionId: string;
  eventId: string;
  /** The event's type. */
  type: string;
  attempts: number;
  /** Why the last attempt failed. */
  failure?: FailureClass;
  lastStatus?: number;
  /** When Posthorn gave up on the delivery, ISO 8601. */
  at: string;
}
