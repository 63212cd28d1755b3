import { describedState } from "../../core/health/described.ts";
import type { Health } from "../../core/health/health.ts";
import type { FilterProblem } from "../../core/model/filter-problem.ts";
import type { Subscription } from "../../core/model/subscription.ts";
import type { SubscriptionStatus } from "../../core/model/subscription-status.ts";
import { maskedCustomHeaders } from "../../core/subscription/sensitive-headers.ts";
import { successRateOf, type Totals } from "../../core/tally/totals.ts";
import { shortHealthView } from "../health/health-views.ts";
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
    ordered: subscription.ordered,
    orderingKey: subscription.orderingKey,
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
    rateLimit: subscription.rateLimit,
    verifyTls,
  };
  return { ...what, ...how, secretShown, createdAt, updatedAt };
}

/**
 * A subscription with the outcome of its latest POST, if there was one, and the health of its endpoint. A problem of its
 * filter counts until the subscription is changed. Nothing is POSTed for a pull subscription.
 */
export function subscriptionWithStatus(subscription: Subscription, known: KnownStatus, nowMs: number) {
  const { status, problem } = known;
  const { lastTriggeredAt, ...lastOutcome } = status ?? {};
  const filterProblem = problem && problem.at > subscription.updatedAt ? problem : undefined;
  const health = subscription.pull ? undefined : shortHealthView(describedState(known.health, nowMs));
  const successRate24h = known.day && (successRateOf(known.day) ?? undefined);
  const lately = { lastTriggeredAt, lastOutcome: status && lastOutcome, successRate24h, filterProblem };
  return { ...subscriptionView(subscription), ...lately, health };
}

/** What is known about a subscription besides its settings. */
export interface KnownStatus {
  status: SubscriptionStatus | undefined;
  problem: FilterProblem | undefined;
  health: Health | undefined;
  /** What its deliveries did in the last 24 hours. */
  day: Totals | undefined;
}

/**
 * The entity tag of a subscription's settings. POSTs and reads of its secret don't change the tag. A new value of a
 * sensitive header does: it changes `updatedAt`.
 */
export function subscriptionEtag(subscription: Subscription): string {
  const { secretShown: _shown, ...settings } = subscriptionView(subscription);
  return etagOf(settings);
}
