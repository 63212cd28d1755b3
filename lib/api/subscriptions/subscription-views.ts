import type { FilterProblem, Subscription, SubscriptionStatus } from "../../core/model.ts";
import { maskedCustomHeaders } from "../../core/subscription/sensitive-headers.ts";
import { etagOf } from "../http/etag.ts";

/** A subscription as the API shows it, without its secret. */
export function subscriptionView(subscription: Subscription) {
  const { id, name, description, pull, events, active, disabledReason, dialect, metadata } = subscription;
  const { sensitiveHeaders, timeoutSeconds, maxRetries, verifyTls, secretShown, createdAt, updatedAt } = subscription;
  const { definition: _definition, ...alsoIn } = subscription.alsoIn ?? {};
  const what = {
    id,
    name,
    description,
    url: pull ? undefined : subscription.url,
    pull,
    events,
    filter: subscription.filter,
    active,
    disabledReason,
    dialect,
    alsoIn: subscription.alsoIn && alsoIn,
  };
  const how = {
    headers: maskedCustomHeaders(subscription),
    sensitiveHeaders,
    posthornHeaders: subscription.posthornHeaders,
    metadata,
    timeoutSeconds,
    maxRetries,
    verifyTls,
  };
  return { ...what, ...how, secretShown, createdAt, updatedAt };
}

/**
 * A subscription with the outcome of its latest POST, if there was one. A problem of its filter counts until the
 * subscription is changed.
 */
export function subscriptionWithStatus(
  subscription: Subscription,
  status: SubscriptionStatus | undefined,
  problem: FilterProblem | undefined,
) {
  const { lastTriggeredAt, ...lastOutcome } = status ?? {};
  const filterProblem = problem && problem.at > subscription.updatedAt ? problem : undefined;
  return { ...subscriptionView(subscription), lastTriggeredAt, lastOutcome: status && lastOutcome, filterProblem };
}

/**
 * The entity tag of a subscription's settings. POSTs and reads of its secret don't change the tag. A new value of a
 * sensitive header does: it changes `updatedAt`.
 */
export function subscriptionEtag(subscription: Subscription): string {
  const { secretShown: _shown, ...settings } = subscriptionView(subscription);
  return etagOf(settings);
}
