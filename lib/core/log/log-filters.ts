import type { DeliveryState } from "../model/delivery.ts";
import type { FailureClass } from "../model/failure-class.ts";

/** A span of time. It includes `since` and ends before `until`. Both are ISO 8601 with milliseconds. */
export interface TimeSpan {
  since?: string;
  until?: string;
}

/** Which deliveries of a subscription to list. The time span is about `createdAt`. */
export interface DeliveryFilter extends TimeSpan {
  states?: readonly DeliveryState[];
  /** The failure of the latest attempt. */
  failure?: FailureClass;
  types?: readonly string[];
  /** The default is `newest`. */
  order?: "newest" | "oldest";
}

/** Which events of a tenant to list. The time span is about `receivedAt`. */
export interface EventFilter extends TimeSpan {
  type?: string;
  /** The default is `newest`. */
  order?: "newest" | "oldest";
}
