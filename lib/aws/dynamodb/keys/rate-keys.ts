import type { RowKey } from "../table.ts";

/** The next slot of a subscription with a rate limit. */
export const rateKey = (subscriptionId: string): RowKey => ({ pk: `Z#${subscriptionId}`, sk: "R" });

/** A tenant's POSTs under way that may take long. The key has no incarnation, because the row has nothing but leases. */
export const slowPostsKey = (tenantId: string): RowKey => ({ pk: `Z#${tenantId}`, sk: "P" });
