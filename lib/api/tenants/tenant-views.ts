import type { OperatorKey } from "../../core/model/api-key.ts";
import type { Tenant } from "../../core/model/tenant.ts";

/** A tenant as the API shows it. */
export const tenantView = ({ id, name, dialect, maxRetries, createdAt }: Omit<Tenant, "version">) => ({
  id,
  name,
  dialect,
  maxRetries,
  createdAt,
});

/** A tenant's or the operator's key as the API shows it. Only the answer that creates a key contains the key itself. */
export const apiKeyView = ({ id, name, role, createdAt, validUntil }: OperatorKey) => ({
  id,
  name,
  role,
  createdAt,
  expiresAt: validUntil,
});
