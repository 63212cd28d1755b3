import type { Event, Subscription } from "../core/model.ts";

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
