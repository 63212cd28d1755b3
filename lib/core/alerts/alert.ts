import { newId } from "../ids.ts";
import type { FailureClass } from "../model/failure-class.ts";
import type { SubscriptionKey } from "../model/subscription.ts";

/** What each type of alert says besides which subscription it is about and when it was raised. Times are ISO 8601. */
export interface AlertFacts {
  /** The endpoint has failed for ten minutes: its breaker is open. Once for each outage. */
  "subscription.failing": {
    since: string;
    /** Why the breaker opened, in a few words for people. */
    why: string;
    failure?: FailureClass;
  };
  /** An endpoint works again about which `subscription.failing` was raised. */
  "subscription.recovered": { failingSince: string };
  /** Posthorn switches the subscription off a day from now, because its endpoint fails. */
  "subscription.disable-scheduled": { failingSince: string; failures: number; disableAt: string };
  /** The subscription was switched off. */
  "subscription.disabled": Disabled;
  /** Deliveries have waited for more than ten minutes for the subscription's rate limit. Once for each backlog. */
  "subscription.rate-limited": { perSecond: number; oldestHeldAt: string };
  /** Deliveries used up their attempts. At most once an hour for a subscription. The bus has each delivery too. */
  "delivery.exhausted": {
    count: number;
    since: string;
    until: string;
    latest: { deliveryId: string; eventId: string; type: string; failure?: FailureClass; lastStatus?: number };
  };
  /** An expression of the subscription took too long. At most once a day for a subscription. */
  "filter.too-slow": { reason: string };
}

/**
 * `gone`: its receiver answered 410 Gone. `failing`: its endpoint failed for days. `by-hand`: a request switched it off.
 */
export type Disabled =
  | { reason: "gone" }
  | { reason: "failing"; failingSince: string; failures: number }
  /** `by`: the key's id, or `admin`. */
  | { reason: "by-hand"; by: string };

export type AlertType = keyof AlertFacts;

/** Something that people should know about a subscription. */
export type Alert = { [Type in AlertType]: AlertOf<Type> }[AlertType];

export interface AlertOf<Type extends AlertType> extends SubscriptionKey {
  /** `alr_` and a ULID. An alert that is sent twice has the same id both times. */
  id: string;
  type: Type;
  /** When it was raised, ISO 8601. */
  at: string;
  facts: AlertFacts[Type];
}

/** Raises an alert. It is kept with the change that it is about, and sent later. */
export const alertOf = <Type extends AlertType>(
  { tenantId, subscriptionId }: SubscriptionKey,
  type: Type,
  facts: AlertFacts[Type],
  nowMs: number,
): AlertOf<Type> => ({
  id: newId("alr", nowMs),
  type,
  at: new Date(nowMs).toISOString(),
  tenantId,
  subscriptionId,
  facts,
});
