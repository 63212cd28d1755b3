import type { Subscription, Tenant } from "../../lib/core/model.ts";
import type { SubscriptionLister } from "../../lib/core/ports.ts";

const MAX_TENANTS = 1000;

/**
 * A tenant's subscriptions, read again when the tenant's version has changed and only then. The version is
 * read before the list, so a list that is newer than its version is merely read once more.
 */
export function cachedSubscriptions(lister: SubscriptionLister) {
  const cache = new Map<string, { version: number; subscriptions: Subscription[] }>();

  return async function subscriptionsOf({ id, version }: Tenant): Promise<Subscription[]> {
    const known = cache.get(id);
    if (known?.version === version) return known.subscriptions;
    const subscriptions = await lister.listSubscriptions(id);
    cache.delete(id);
    cache.set(id, { version, subscriptions });
    const oldest = cache.size > MAX_TENANTS ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    return subscriptions;
  };
}
