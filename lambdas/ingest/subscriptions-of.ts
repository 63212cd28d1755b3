import { lru } from "../../lib/core/kit/lru.ts";
import { type SubscriptionIndex, subscriptionIndex } from "../../lib/core/matching/subscription-index.ts";
import type { Tenant } from "../../lib/core/model.ts";
import type { SubscriptionLister } from "../../lib/core/subscription/subscription-store.ts";

const MAX_TENANTS = 1000;

/**
 * A tenant's subscriptions by type, read again when the tenant's version has changed and only then. The
 * version is read before the list, so a list that is newer than its version is merely read once more.
 */
export function cachedSubscriptions(lister: SubscriptionLister) {
  const cache = lru<{ version: number; index: SubscriptionIndex }>(MAX_TENANTS);

  return async function subscriptionsOf({ id, version }: Tenant): Promise<SubscriptionIndex> {
    const known = cache.get(id);
    if (known?.version === version) return known.index;
    const index = subscriptionIndex(await lister.listSubscriptions(id));
    cache.set(id, { version, index });
    return index;
  };
}
