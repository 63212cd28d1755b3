import type { Evidence } from "../health/evidence.ts";
import type { Health } from "../health/health.ts";
import type { SubscriptionHead } from "../health/subscription-heads.ts";
import { BETWEEN_FILTER_ALERTS_MS } from "../log/filter-problems.ts";
import type { DeliveryState } from "../model/delivery.ts";
import type { Alert, AlertFacts, AlertOf } from "./alert.ts";

/** What is known now of the things that an alert is about. */
export interface AlertState {
  /** Undefined if the subscription is gone. */
  subscription: SubscriptionHead | undefined;
  health: AlertedHealth | undefined;
  /** When the latest alert about exhausted deliveries of the subscription was raised, in epoch milliseconds. */
  exhaustedAlertAtMs: number | undefined;
  /** The state of the delivery that the alert names. Undefined if it names none, or if that has expired. */
  delivery: DeliveryState | undefined;
}

/** What alerts can be about in the health of an endpoint. */
export interface AlertedHealth extends Pick<Health, "breaker" | "release" | "disabling"> {
  evidence?: Pick<Evidence, "failingSince"> | undefined;
}

/**
 * Does what an alert says still hold? Of the alerts of a kind about one subscription (`openOnceAs`), only the latest one can be
 * open: an alert is known by the outage, the backlog or the time that it is about.
 *
 * | type                               | open while                                                        |
 * |------------------------------------|-------------------------------------------------------------------|
 * | `subscription.failing`             | the breaker that it is about is open                              |
 * | `subscription.disable-scheduled`   | no POST has succeeded, and the subscription is active             |
 * | `subscription.disabled`            | the subscription is off, for the same reason                      |
 * | `subscription.rate-limited`        | the backlog isn't over                                            |
 * | `delivery.exhausted`               | it is the subscription's latest, and the delivery that it names wasn't sent again |
 * | `filter.too-slow`                  | a day isn't over, and the subscription wasn't changed             |
 * | `subscription.recovered`           | never                                                             |
 */
export function isOpen(alert: Alert, state: AlertState, nowMs: number): boolean {
  const { subscription, health } = state;
  if (!subscription) return false;
  if (alert.type === "subscription.disabled") return isStillOff(alert, subscription);
  if (alert.type === "delivery.exhausted") return isStillExhausted(alert, state);
  if (!subscription.active) return false;
  switch (alert.type) {
    case "subscription.failing":
      return health?.breaker?.since === alert.facts.since;
    case "subscription.disable-scheduled":
      return isStillScheduled(alert.facts, health);
    case "subscription.rate-limited":
      return health?.release?.alertedAt === alert.at;
    case "filter.too-slow":
      return mayBeOpen(alert, nowMs) && subscription.updatedAt <= alert.at;
    case "subscription.recovered":
      return false;
  }
}

/** Can the alert be open, as far as it tells by itself? */
export function mayBeOpen({ type, at }: Pick<Alert, "type" | "at">, nowMs: number): boolean {
  if (type === "subscription.recovered") return false;
  return type !== "filter.too-slow" || nowMs - Date.parse(at) < BETWEEN_FILTER_ALERTS_MS;
}

/**
 * Tells apart alerts that can be open at the same time: of those with the same text, only the latest one can be open. The
 * reasons of `subscription.disabled` count apart: a request may have switched a subscription off before its endpoint failed,
 * and again without another alert.
 */
export const openOnceAs = (alert: Alert): string =>
  [
    alert.tenantId,
    alert.subscriptionId,
    alert.type,
    alert.type === "subscription.disabled" ? alert.facts.reason : "",
  ].join("/");

/** A request that switches a subscription off again within 10 minutes raises no other alert. Then the first one counts. */
function isStillOff({ facts, at }: AlertOf<"subscription.disabled">, subscription: SubscriptionHead): boolean {
  const { active, disabledReason, disabledAt, switchOffAlertAt } = subscription;
  if (active) return false;
  if (facts.reason === "by-hand") return disabledReason === undefined && switchOffAlertAt === at;
  return disabledReason === facts.reason && disabledAt === at;
}

const isStillExhausted = ({ at }: AlertOf<"delivery.exhausted">, { exhaustedAlertAtMs, delivery }: AlertState) =>
  exhaustedAlertAtMs === Date.parse(at) && delivery === "exhausted";

/** The announcement belongs to the failures since `failingSince`: after a success, others count. */
function isStillScheduled(
  facts: AlertFacts["subscription.disable-scheduled"],
  health: AlertedHealth | undefined,
): boolean {
  const { disabling, evidence } = health ?? {};
  return (
    disabling?.failingSince === facts.failingSince &&
    disabling.disableAt === facts.disableAt &&
    evidence?.failingSince === facts.failingSince
  );
}
