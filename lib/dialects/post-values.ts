import type { Event } from "../core/model/event.ts";
import type { Subscription } from "../core/model/subscription.ts";

/** The values of one POST that fill a dialect's templates. */
export interface PostValues {
  /** The id that receivers know the event by. */
  id: string;
  /** The event type, by the name that receivers know. */
  type: string;
  deliveryId: string;
  /** The time of this attempt, in Unix seconds. */
  timestamp: string;
  event: Event;
  subscription: Subscription;
}
