import type { Candidate } from "./candidates.ts";
import { patternsFor } from "./event-types.ts";

/** Finds the subscriptions of a tenant that list a type, either exactly or by a wildcard. */
export type SubscriptionIndex = (type: string) => Set<Candidate>;

/** Indexes subscriptions by their patterns. An event then costs as much as its matches, not as all subscriptions. */
export function subscriptionIndex(subscriptions: Candidate[]): SubscriptionIndex {
  const byPattern = new Map<string, Candidate[]>();
  for (const subscription of subscriptions) {
    for (const pattern of new Set(subscription.events)) {
      const listed = byPattern.get(pattern);
      if (listed) listed.push(subscription);
      else byPattern.set(pattern, [subscription]);
    }
  }

  return function candidates(type) {
    return new Set(patternsFor(type).flatMap((pattern) => byPattern.get(pattern) ?? []));
  };
}
