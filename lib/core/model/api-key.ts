/** What an API key may do. `producer` sends events, `read` reads, `manage` does both and makes changes. */
export type Role = "producer" | "read" | "manage";

/** A key of the operator. It acts for the tenant that a request names. */
export interface OperatorKey {
  id: string;
  name: string;
  role: Role;
  /** SHA-256 (hex) of the key's secret part. The secret itself is not stored. */
  secretHash: string;
  createdAt: string;
  /** When the key stops working. Without it, the key works until it is revoked. */
  validUntil?: string;
}

/** A tenant's API key. */
export interface ApiKey extends OperatorKey {
  tenantId: string;
}
