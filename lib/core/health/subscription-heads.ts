import type { Subscription, SubscriptionKey } from "../model/subscription.ts";

/** What lists of all tenants say about a subscription. */
export interface SubscriptionHead
  extends Pick<
    Subscription,
    "id" | "tenantId" | "name" | "url" | "active" | "disabledReason" | "disabledAt" | "switchOffAlertAt" | "updatedAt"
  > {
  tenantName: string;
}

export interface SubscriptionHeads {
  /** By subscription id, strongly consistent. Subscriptions that are gone are missing. */
  getHeads(keys: readonly SubscriptionKey[]): Promise<Map<string, SubscriptionHead>>;
  /** The subscriptions that Posthorn has switched off, the earliest first. Perhaps a second old. */
  listOff(limit: number): Promise<OffSubscription[]>;
}

export interface OffSubscription extends SubscriptionKey {
  /** ISO 8601. */
  disabledAt: string;
}
