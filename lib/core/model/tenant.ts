/** A customer of the operator. It owns subscriptions. */
export interface Tenant {
  id: string;
  /** Random, made with the tenant. A tenant that is created again under the same id has another one. */
  incarnation: string;
  name: string;
  /** Raised by every change to the tenant's subscriptions, and by every new key. */
  version: number;
  /** The dialect of subscriptions that name none. Without it, the stack's default applies. */
  dialect?: string;
  /** The retries of subscriptions that set none. Without it, the stack's default applies. */
  maxRetries?: number;
  createdAt: string;
}

/** A tenant, and which of the tenants that had this id. */
export interface TenantRef {
  tenantId: string;
  incarnation: string;
}
