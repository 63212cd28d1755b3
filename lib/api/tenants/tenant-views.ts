import type { ApiKey, Tenant } from "../../core/model.ts";

/** A tenant as the API shows it. */
export const tenantView = ({ id, name, dialect, maxRetries, createdAt }: Omit<Tenant, "version">) => ({
  id,
  name,
  dialect,
  maxRetries,
  createdAt,
});

/** An API key as the API shows it. Only the answer that creates a key contains the key itself. */
export const apiKeyView = ({ id, name, role, createdAt }: ApiKey) => ({ id, name, role, createdAt });
