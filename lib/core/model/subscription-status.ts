import type { DeliveryState } from "./delivery.ts";
import type { FailureClass } from "./failure-class.ts";

/** How the latest POST to a subscription ended. Test sends don't count. */
export interface SubscriptionStatus {
  lastTriggeredAt: string;
  /** The state of the delivery after the POST. */
  state: DeliveryState;
  status?: number;
  failure?: FailureClass;
}
