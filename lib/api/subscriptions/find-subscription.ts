import type { Subscription } from "../../core/model/subscription.ts";
import { refusePulled } from "../../core/subscription/pull.ts";
import { type SubscriptionStore, subscriptionKeyOf } from "../../core/subscription/subscription-store.ts";
import { conflict, notFound } from "../http/refusals.ts";

/**
 * Finds the subscription that a request's path names. Throws a 404 `Refusal` when the tenant has no such subscription.
 */
export async function findSubscription(
  store: Pick<SubscriptionStore, "getSubscription">,
  request: { tenantId: string; id: string },
): Promise<Subscription> {
  const subscription = await store.getSubscription(subscriptionKeyOf(request));
  if (!subscription) throw notFound();
  return subscription;
}

/** Throws a 409 `Refusal` unless the deliveries of a subscription can be POSTed now. */
export function requireSending(subscription: Subscription | undefined): void {
  if (!subscription) throw conflict("The subscription has been deleted.");
  refusePulled(subscription);
  if (!subscription.active) throw conflict("The subscription is inactive.");
}
