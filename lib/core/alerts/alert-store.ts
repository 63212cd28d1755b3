import type { Page, PageRequest } from "../kit/pages.ts";
import type { Delivery } from "../model/delivery.ts";
import type { SubscriptionKey } from "../model/subscription.ts";
import type { Alert, AlertType } from "./alert.ts";
import type { AlertState } from "./open-alert.ts";

/** Who was told of an alert, and when, ISO 8601. */
export interface Told {
  /** The bus, and the webhooks that subscribe to alerts. */
  machinesAt?: string;
  /** The operator's people. */
  peopleAt?: string;
}

/** Those who are told of alerts, each apart from the other. */
export type Audience = "machines" | "people";

export type StoredAlert = Alert & { told: Told };

/**
 * The alerts. The change that an alert is about stores the alert in the same write, so that none gets lost
 * (`StandingStore`, `SubscriptionStore`, `SubscriptionSwitch`, `ExhaustedDigests`, `FilterProblemWriter`).
 */
export interface AlertOutbox {
  /**
   * The alerts that an audience was not told of yet, oldest first. The list may be a second old. Alerts that only the
   * other audience waits for don't count against the limit.
   */
  listUntold(audience: Audience, limit: number): Promise<StoredAlert[]>;
  /** Notes who was told. The alerts leave the list of this audience, and stay in the list of the other one. */
  markTold(alertIds: readonly string[], told: Told): Promise<void>;
  /** When people last got a message, ISO 8601. Undefined if they never did. Strongly consistent. */
  lastMessageAt(): Promise<string | undefined>;
  /** Notes that people get a message now. Resolves with false if somebody else noted one since `before`. */
  claimMessage(before: string | undefined, nowIso: string): Promise<boolean>;
}

export interface AlertLister {
  /** Newest first. */
  listAlerts(filter: AlertFilter, page: PageRequest): Promise<Page<StoredAlert>>;
}

export interface AlertStates {
  /** What is known of the things that alerts are about, in the order of the alerts. Strongly consistent. */
  getStates(alerts: readonly Alert[]): Promise<AlertState[]>;
}

export interface AlertFilter {
  tenantId?: string | undefined;
  subscriptionId?: string | undefined;
  types?: readonly AlertType[] | undefined;
}

/** Counts deliveries that used up their attempts, and raises one alert for many of them. */
export interface ExhaustedDigests {
  /** Adds deliveries to the digest of their subscription. The digest is due 5 minutes after its first delivery. */
  addExhausted(deliveries: readonly Delivery[]): Promise<void>;
  /** The subscriptions whose digest is due. Perhaps a second old. */
  listDueDigests(untilMs: number, limit: number): Promise<SubscriptionKey[]>;
  /**
   * Turns a subscription's digest into an alert, and empties it, in one write. If less than an hour has passed since its
   * latest alert, puts the digest off until then. Does nothing if it is empty.
   */
  raiseDigest(subscription: SubscriptionKey): Promise<void>;
}
