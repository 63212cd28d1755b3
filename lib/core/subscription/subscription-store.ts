import type { Page, PageRequest } from "../kit/pages.ts";
import type { Subscription, SubscriptionKey } from "../model.ts";

export interface SubscriptionLister {
  /** All of a tenant's subscriptions, strongly consistent, oldest first. */
  listSubscriptions(tenantId: string): Promise<Subscription[]>;
}

export interface SubscriptionStore extends SubscriptionLister {
  /** Oldest first, strongly consistent; a page costs a page, however many there are. */
  pageSubscriptions(tenantId: string, page: PageRequest): Promise<Page<Subscription>>;
  /** Creates, bumping the tenant's version in the same transaction. */
  createSubscription(subscription: Subscription): Promise<void>;
  getSubscription(key: SubscriptionKey): Promise<Subscription | undefined>;
  /**
   * Replaces a subscription whose `updatedAt` is still `expectedUpdatedAt`, and whose secret was not shown since it
   * was read, bumping the tenant's version. False when it was changed or deleted meanwhile.
   */
  replaceSubscription(subscription: Subscription, expectedUpdatedAt: string): Promise<boolean>;
  /** Deletes, bumping the tenant's version. False when there was none, or none that stood as expected. */
  deleteSubscription(key: SubscriptionKey, expectedUpdatedAt?: string): Promise<boolean>;
  /**
   * Puts on record that the secret is shown, which is no change of the subscription: `updatedAt` and version stay.
   * The subscription as it is now; undefined when there is none.
   */
  recordSecretShown(key: SubscriptionKey, shown: SecretShown): Promise<Subscription | undefined>;
}

/** Names a subscription by its tenant and its own id, as a request or a row has them. */
export const subscriptionKeyOf = ({ tenantId, id }: { tenantId: string; id: string }): SubscriptionKey => ({
  tenantId,
  subscriptionId: id,
});

export type SecretShown = NonNullable<Subscription["secretShown"]>;

export interface SubscriptionSwitch {
  /** Switches a subscription off whose receiver said that it is gone. Harmless when it is off, deleted, or moved since. */
  disableGone(key: SubscriptionKey, url: string, nowIso: string): Promise<void>;
}
