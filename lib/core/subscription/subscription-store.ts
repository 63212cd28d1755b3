import type { Alert, AlertOf } from "../alerts/alert.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { Page, PageRequest } from "../kit/pages.ts";
import type { Subscription, SubscriptionKey } from "../model/subscription.ts";
import type { TenantRef } from "../model/tenant.ts";

export interface SubscriptionLister {
  /** All of a tenant's subscriptions, strongly consistent, oldest first. */
  listSubscriptions(tenantId: string): Promise<Subscription[]>;
}

/**
 * Stores subscriptions. Creating, replacing and deleting raise the tenant's version in the same transaction, which also
 * stores the audit entry of the change.
 */
export interface SubscriptionStore extends SubscriptionLister {
  /** One page, oldest first, strongly consistent. Its cost does not depend on the number of subscriptions. */
  pageSubscriptions(tenantId: string, page: PageRequest): Promise<Page<Subscription>>;
  /**
   * Creates a subscription, and ends the intent to store its secret. Rejects with a `PipelineFault` if the tenant is
   * gone, even if another one has its id now.
   *
   * @param incarnation the incarnation of the tenant that the request was for
   */
  createSubscription(subscription: Subscription, incarnation: string, audit?: AuditEntry): Promise<void>;
  /** The number of a tenant's subscriptions. Its cost grows with them. */
  countSubscriptions(tenantId: string): Promise<number>;
  /** The number of a tenant's ordered subscriptions. Its cost grows with all of the tenant's subscriptions. */
  countOrdered(tenantId: string): Promise<number>;
  /** Resolves with undefined if there is no such subscription. */
  getSubscription(key: SubscriptionKey): Promise<Subscription | undefined>;
  /**
   * Replaces a subscription whose `updatedAt` is still `expectedUpdatedAt` and whose `secretShown` and `resealedAt` are
   * still those given. Resolves with false if somebody changed the subscription, deleted it or was shown its secret in
   * the meantime, or if its values were sealed again.
   *
   * @param alert what people should know about the change. The same transaction stores it.
   */
  replaceSubscription(
    subscription: Subscription,
    expectedUpdatedAt: string,
    alert?: Alert,
    audit?: AuditEntry,
  ): Promise<boolean>;
  /**
   * Deletes a subscription, and begins an intent to delete its secret. Its deliveries stay, and are erased with its
   * tenant. Resolves with false if there is none, or if its `updatedAt` is not the expected one.
   */
  deleteSubscription(
    key: SubscriptionKey & TenantRef,
    expectedUpdatedAt?: string,
    audit?: AuditEntry,
  ): Promise<boolean>;
  /**
   * Records that the secret is shown. This is not a change of the subscription: `updatedAt` and the tenant's version
   * stay the same. The audit entry is stored with it. Resolves with the updated subscription, or undefined if there is
   * none.
   */
  recordSecretShown(key: SubscriptionKey, shown: SecretShown, audit?: AuditEntry): Promise<Subscription | undefined>;
}

/** Names a subscription by its tenant and its own id, as a request or a row has them. */
export const subscriptionKeyOf = ({ tenantId, id }: { tenantId: string; id: string }): SubscriptionKey => ({
  tenantId,
  subscriptionId: id,
});

export type DisabledAlert = AlertOf<"subscription.disabled">;

export type SecretShown = NonNullable<Subscription["secretShown"]>;

export interface SubscriptionSwitch {
  /**
   * Switches a subscription off after its receiver answered 410 Gone. Does nothing if the subscription was switched off
   * or deleted in the meantime, or its URL is no longer `url`. The same transaction stores the alert, and an
   * audit entry.
   */
  disableGone(key: SubscriptionKey, url: string, alert: DisabledAlert): Promise<void>;
  /** Switches a subscription off whose endpoint has failed for days. Otherwise as `disableGone`. */
  disableFailing(key: SubscriptionKey, url: string, alert: DisabledAlert): Promise<void>;
  /**
   * Switches on a subscription that was switched off because its endpoint failed. Does nothing if it is active, was
   * switched off for another reason, or was deleted in the meantime. The same transaction stores an audit entry.
   */
  enableFailing(key: SubscriptionKey, nowIso: string): Promise<void>;
}
