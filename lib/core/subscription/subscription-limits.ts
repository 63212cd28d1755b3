import { DEFAULT_TIMEOUT_SECONDS } from "../limits.ts";
import type { Tenant } from "../model/tenant.ts";

/** Limits that the operator's stack options set. */
export interface SubscriptionLimits {
  defaultMaxRetries: number;
  maxRetries: number;
  maxTimeoutSeconds: number;
  /** The most subscriptions of a tenant. */
  maxSubscriptions: number;
}

/** The values of fields that a caller leaves out. */
export const subscriptionDefaults = ({ defaultMaxRetries, maxTimeoutSeconds }: SubscriptionLimits) => ({
  headers: {},
  metadata: {},
  timeoutSeconds: Math.min(DEFAULT_TIMEOUT_SECONDS, maxTimeoutSeconds),
  maxRetries: defaultMaxRetries,
  verifyTls: true,
});

/** The limits for a tenant's subscriptions: the tenant can have a default number of retries of its own. */
export const limitsFor = (limits: SubscriptionLimits, tenant: Pick<Tenant, "maxRetries"> | undefined) => ({
  ...limits,
  defaultMaxRetries: Math.min(tenant?.maxRetries ?? limits.defaultMaxRetries, limits.maxRetries),
});

export const MAX_METADATA = 50;
export const TOO_MUCH_METADATA = `must have at most ${MAX_METADATA} entries`;
export const metadataFits = (metadata: object): boolean => Object.keys(metadata).length <= MAX_METADATA;
