import { type HeaderSeals, withSealedHeaders } from "./sealed-headers.ts";
import type { SubscriptionStore } from "./subscription-store.ts";

/**
 * A store that seals the values of sensitive headers before it writes them. Subscriptions that it returns are sealed,
 * except those that were written before values were sealed: they stay in clear until the next change.
 */
export const sealingStore = (store: SubscriptionStore, seals: Pick<HeaderSeals, "seal">): SubscriptionStore => ({
  ...store,
  createSubscription: async (subscription, incarnation, audit) =>
    store.createSubscription(await withSealedHeaders(seals, subscription), incarnation, audit),
  replaceSubscription: async (subscription, expectedUpdatedAt, alert, audit) =>
    store.replaceSubscription(await withSealedHeaders(seals, subscription), expectedUpdatedAt, alert, audit),
});
