import type { TenantRef } from "../../../core/model/tenant.ts";

/**
 * A tenant's place in keys. The incarnation keeps apart tenants that had the same id one after the other: a new one
 * never sees rows of its predecessor. Tenant ids have no tilde.
 */
export const tenantPlaceOf = ({ tenantId, incarnation }: TenantRef): string => `${tenantId}~${incarnation}`;
