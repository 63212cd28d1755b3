import type { DerivedType, Event, Subscription } from "../model.ts";
import { decide } from "./decision.ts";
import type { Evaluate } from "./evaluation.ts";
import type { SubscriptionIndex } from "./subscription-index.ts";

/** A subscription that an event creates a delivery for, and the types that it matched by. */
export interface Match {
  subscription: Subscription;
  types: string[];
}

/**
 * The subscriptions of a tenant that an event creates a delivery for. An inactive subscription is among them if it
 * would have matched, and gets a skipped delivery.
 */
export function matchesOf(
  candidates: SubscriptionIndex,
  event: Pick<Event, "type">,
  derived: readonly DerivedType[],
  evaluate: Evaluate,
): Match[] {
  const types = [event.type, ...derived.map(({ name }) => name)];
  const listing = new Set(types.flatMap((type) => [...candidates(type)]));
  return [...listing].flatMap((subscription) => {
    const decision = decide(subscription, event.type, derived, evaluate);
    return "types" in decision ? [{ subscription, types: decision.types }] : [];
  });
}
