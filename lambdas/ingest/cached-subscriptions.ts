import { lru } from "../../lib/core/kit/lru.ts";
import type { CandidateLister } from "../../lib/core/matching/candidates.ts";
import { type SubscriptionIndex, subscriptionIndex } from "../../lib/core/matching/subscription-index.ts";
import type { Tenant } from "../../lib/core/model/tenant.ts";

const MAX_TENANTS = 1000;

/**
 * Caches a tenant's subscriptions by type, and reads them again only when the tenant's version has changed. The version
 * is read before the list, so the list may be newer than its version. That only costs one more read.
 */
export function cachedSubscriptions(lister: CandidateLister) {
  const cache = lru<{ version: number; index: SubscriptionIndex }>(MAX_TENANTS);

  return async function subscriptionsOf({ id, version }: Tenant): Promise<SubscriptionIndex> {
    const known = cache.get(id);
    if (known?.version === version) return known.index;
    const index = subscriptionIndex(await lister.listCandidates(id));
    cache.set(id, { version, index });
    return index;
  };
}
