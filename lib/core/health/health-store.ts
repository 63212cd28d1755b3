import type { HeldFor } from "../model/delivery.ts";
import type { SubscriptionKey } from "../model/subscription.ts";
import type { Tally } from "./evidence.ts";
import type { Answers, ChangedStanding, Health } from "./health.ts";

/** What a batch asks of a slow endpoint's bulkhead. */
export interface PlaceRequest {
  /** Random. It names the lease. */
  leaseId: string;
  wanted: number;
  /** When the last of the POSTs has ended for certain, in epoch milliseconds. */
  untilMs: number;
}

/** The POSTs that may be under way to endpoints that are slow. */
export interface Bulkheads {
  /**
   * Reserves some of the POSTs that may be under way to a slow endpoint. Resolves with their number: all that are
   * wanted if the endpoint is no longer slow.
   *
   * @param health as it was read
   */
  reserve(subscriptionId: string, health: Health, request: PlaceRequest): Promise<number>;
  /**
   * Ends a lease, and counts the answers. Enough quick ones in a row end the slowness, see `isQuickAgain`. Does nothing if
   * the lease is gone.
   */
  release(subscriptionId: string, leaseId: string, answers: Answers): Promise<void>;
  /**
   * Reserves some of the POSTs that may be under way to all endpoints of a tenant that are slow, or that may take long.
   * Resolves with their number.
   */
  reserveOfTenant(tenantId: string, request: PlaceRequest): Promise<number>;
  /** Ends a lease. Does nothing if the lease is gone. */
  releaseOfTenant(tenantId: string, leaseId: string): Promise<void>;
}

/** Counts what POSTs show. Each call resolves with what is known after it. */
export interface HealthCounter {
  /** Marks an endpoint as slow, unless it is marked already, and counts POSTs that hang as time-outs. */
  markSlow(subscription: SubscriptionKey, hanging: number): Promise<Health>;
  /**
   * Adds up a batch's POSTs, see `withTally`. If none of them failed, and nothing is known or worth keeping about the
   * endpoint, leaves no row, and resolves with undefined.
   *
   * @param known as it was read. It decides only which write is tried first.
   */
  count(subscription: SubscriptionKey, tally: Tally, known?: Health): Promise<Health | undefined>;
}

export interface HealthReader {
  /** Resolves with undefined if nothing is known about the endpoint. Strongly consistent. */
  getHealth(subscriptionId: string): Promise<Health | undefined>;
}

/** Changes the standing of endpoints. */
export interface StandingStore extends HealthReader {
  /**
   * Changes a standing that is as it was read. Resolves with what is known after it, or undefined if somebody else has
   * changed the standing since, or removed it. If the standing begins a release, the evidence begins another window, see
   * `withNewWindow`. An alert and an audit entry of the change are stored
   * with it.
   *
   * @param before undefined if nothing was known
   */
  replaceStanding(
    subscription: SubscriptionKey,
    before: Health | undefined,
    after: ChangedStanding,
  ): Promise<Health | undefined>;
  /**
   * The subscriptions for which something is due until then, the longest overdue first. Until `NEVER_MS`, also those that
   * are paused by hand. Perhaps a second old.
   */
  listDue(untilMs: number, limit: number): Promise<SubscriptionKey[]>;
  /** Forgets an endpoint whose subscription is gone. */
  forget(subscriptionId: string): Promise<void>;
}

/** The subscriptions of a tenant for which `ingest` holds new deliveries itself. */
export interface TenantHolds {
  /** Does nothing if the tenant is gone, or already has `MOST_HOLDS`: `deliver` then holds the deliveries. */
  addHold(subscription: SubscriptionKey, reason: HeldFor): Promise<void>;
  removeHold(subscription: SubscriptionKey): Promise<void>;
}

/** Each one takes up to 40 bytes of the tenant's row, which every request reads. */
export const MOST_HOLDS = 100;

/** What `wake` hears of a subscription besides that something may be due. */
export const WAKE_REASONS = ["passed-test", "may-work"] as const;

/** `passed-test`: its receiver has accepted a test send. `may-work`: it has another URL, or is active again. */
export type WakeReason = (typeof WAKE_REASONS)[number];

/** A subscription to wake. */
export interface Wake extends SubscriptionKey {
  reason?: WakeReason | undefined;
  /** The hash of an ordered lane, which alone is looked at. */
  lane?: string | undefined;
}

/** Queues work that is due for subscriptions: probes and releases. */
export interface WakeQueue {
  /** Queueing a subscription twice is harmless. */
  sendWakes(wakes: readonly Wake[], delaySeconds: number): Promise<void>;
}

export interface HealthStore extends Bulkheads, HealthCounter, StandingStore {}
