import type { Clock } from "../clock.ts";
import { PipelineFault } from "../errors.ts";
import type { Subscription, SubscriptionKey } from "../model/subscription.ts";
import { type SubscriptionStore, subscriptionKeyOf } from "../subscription/subscription-store.ts";
import type { TenantStore } from "../tenants.ts";
import type { KeyRingJob, ResealPlace, ResealProgress } from "./key-ring-job.ts";
import type { Resealing, SealedPartsWriter } from "./key-ring-ports.ts";

export interface ResealPagePorts {
  tenants: Pick<TenantStore, "listTenants">;
  subscriptions: Pick<SubscriptionStore, "pageSubscriptions" | "getSubscription">;
  sealedParts: SealedPartsWriter;
  now: Clock;
  /** Learns which subscription has a value that no key of the ring opens. */
  onUnreadable(subscription: SubscriptionKey): void;
}

type Reseal = (subscription: Subscription) => Resealing;
type Walk = Pick<KeyRingJob, "place" | "progress">;

/** A row takes at most 20 kB, and a DynamoDB answer 1 MB. */
const PAGE = 50;
const MAX_TRIES = 8;

/**
 * Seals a page of subscriptions again. Resolves with the walk after it; undefined at the end of the walk. Repeating a
 * page is harmless: values under the current key stay as they are.
 */
export function pageResealer({ tenants, subscriptions, sealedParts, now, onUnreadable }: ResealPagePorts) {
  return async function resealPage({ place, progress }: Walk, reseal: Reseal): Promise<Walk | undefined> {
    const { tenantId, subscriptionsAfter: after } = place;
    if (tenantId === undefined) return nextTenant(place, progress);
    const { items, next } = await subscriptions.pageSubscriptions(tenantId, { limit: PAGE, ...(after && { after }) });
    const counted = { ...progress, subscriptions: progress.subscriptions + items.length };
    for (const item of items) {
      const { parts, unreadable } = await resealOne(item, reseal);
      if (parts) counted.resealed++;
      if (!unreadable) continue;
      counted.unreadable++;
      onUnreadable(subscriptionKeyOf(item));
    }
    if (next !== undefined) return { place: { ...place, subscriptionsAfter: next }, progress: counted };
    const { tenantId: _done, subscriptionsAfter: _after, ...rest } = place;
    return { place: rest, progress: { ...counted, tenants: counted.tenants + 1 } };
  };

  /** New tenants come first in the list. The walk may miss them, because their values are under the current key. */
  async function nextTenant(place: ResealPlace, progress: ResealProgress): Promise<Walk | undefined> {
    if (place.last) return undefined;
    const { items, next } = await tenants.listTenants({
      limit: 1,
      ...(place.tenantsAfter !== undefined && { after: place.tenantsAfter }),
    });
    const [tenant] = items;
    const onward: ResealPlace = next === undefined ? { last: true } : { tenantsAfter: next };
    return { place: tenant ? { tenantId: tenant.id, ...onward } : onward, progress };
  }

  async function resealOne(read: Subscription, reseal: Reseal): Promise<Resealing> {
    let current: Subscription | undefined = read;
    for (let left = MAX_TRIES; current && left > 0; left--) {
      const resealing = reseal(current);
      const { parts } = resealing;
      if (!parts || (await sealedParts.replaceSealed(current, parts, laterThan(current)))) return resealing;
      current = await subscriptions.getSubscription(subscriptionKeyOf(read));
    }
    if (current) throw new PipelineFault("a subscription kept changing");
    return { unreadable: false };
  }

  function laterThan({ resealedAt }: Subscription): string {
    return new Date(Math.max(now(), resealedAt ? Date.parse(resealedAt) + 1 : 0)).toISOString();
  }
}
