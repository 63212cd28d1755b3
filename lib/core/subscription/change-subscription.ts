import type { Alert } from "../alerts/alert.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import { Refusal } from "../errors.ts";
import { compareAndSwap } from "../kit/compare-and-swap.ts";
import type { Subscription, SubscriptionKey } from "../model/subscription.ts";
import type { SubscriptionStore } from "./subscription-store.ts";

const MAX_TRIES = 3;

/**
 * Changes a subscription without undoing what others change at the same time.
 *
 * @param change computes the new state, once for each try; may throw to reject the change
 * @param alertAbout what people should know about the change
 * @param auditOf the audit entry of the change
 * @returns the new state; undefined if the subscription is gone
 * @throws a 409 `Refusal` if others changed the subscription during every try
 */
export const changeSubscription = (
  store: Pick<SubscriptionStore, "getSubscription" | "replaceSubscription">,
  key: SubscriptionKey,
  change: (before: Subscription) => Promise<Subscription>,
  alertAbout: (after: Subscription, before: Subscription) => Alert | undefined = () => undefined,
  auditOf: (after: Subscription, before: Subscription) => AuditEntry | undefined = () => undefined,
): Promise<Subscription | undefined> =>
  compareAndSwap(
    {
      read: () => store.getSubscription(key),
      change,
      write: (after, before) =>
        store.replaceSubscription(after, before.updatedAt, alertAbout(after, before), auditOf(after, before)),
      conflict: () => new Refusal(409, "Another request is changing the subscription. Try again."),
    },
    MAX_TRIES,
  );
