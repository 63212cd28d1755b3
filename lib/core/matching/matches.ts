import type { DerivedType } from "../model/catalog-entry.ts";
import type { Event } from "../model/event.ts";
import type { Candidate } from "./candidates.ts";
import { decide } from "./decision.ts";
import type { Evaluate } from "./evaluation.ts";
import type { SubscriptionIndex } from "./subscription-index.ts";

/** A subscription that an event creates a delivery for, and the types that it matched by. */
export interface Match {
  subscription: Candidate;
  types: string[];
}

/** The subscriptions that an event creates a delivery for, and those about which it takes more time to decide. */
export interface Matches {
  matches: Match[];
  /** Ids of subscriptions. */
  undecided: string[];
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
): Matches {
  const types = [event.type, ...derived.map(({ name }) => name)];
  const listing = new Set(types.flatMap((type) => [...candidates(type)]));
  const found: Matches = { matches: [], undecided: [] };
  for (const subscription of listing) {
    const decision = decide(subscription, event.type, derived, evaluate);
    if ("types" in decision) found.matches.push({ subscription, types: decision.types });
    if (decision.step === "undecided") found.undecided.push(subscription.id);
  }
  return found;
}
