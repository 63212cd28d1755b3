import type { TenantRef } from "../../../core/model/tenant.ts";
import type { RowKey } from "../table.ts";
import { tenantPlaceOf } from "./tenant-place.ts";

export const subscriptionsPk = (tenantId: string): string => `S#${tenantId}`;
export const subscriptionKey = (key: { tenantId: string; subscriptionId: string }): RowKey => ({
  pk: subscriptionsPk(key.tenantId),
  sk: key.subscriptionId,
});
export const publicKeysKey = (subscriptionId: string): RowKey => ({ pk: `P#${subscriptionId}`, sk: "P" });

/** The subscriptions that a tenant has deleted. */
export const deletedSubscriptionsPk = (of: TenantRef): string => `G#${tenantPlaceOf(of)}`;
export const deletedSubscriptionKey = (of: TenantRef, subscriptionId: string): RowKey => ({
  pk: deletedSubscriptionsPk(of),
  sk: subscriptionId,
});
export const filterProblemKey = (subscriptionId: string): RowKey => ({ pk: `Z#${subscriptionId}`, sk: "F" });
