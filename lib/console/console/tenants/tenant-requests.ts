import type { components } from "../../client/api.d.ts";
import type { SameAs } from "../../components/site.ts";

export type KnownTenant = components["schemas"]["Tenant"];
type NewTenant = components["schemas"]["TenantFields"];
type TenantChange = components["schemas"]["TenantChange"];

/** What somebody has typed about a tenant. An empty text is the stack's default. */
export interface TenantTexts {
  name: string;
  dialect: string;
  maxRetries: string;
}

export const textsOf = ({ name, dialect = "", maxRetries }: KnownTenant): TenantTexts => ({
  name,
  dialect,
  maxRetries: maxRetries === undefined ? "" : String(maxRetries),
});

/** The request that creates a tenant. */
export const newTenantBody = ({ id, name, dialect, maxRetries }: TenantTexts & { id: string }): NewTenant => ({
  name,
  ...(id !== "" && { id }),
  ...(dialect !== "" && { dialect }),
  ...(maxRetries !== "" && { maxRetries: Number(maxRetries) }),
});

/** The request that changes a tenant. Empty if nothing differs. */
export function tenantChange(before: TenantTexts, { name, dialect, maxRetries }: TenantTexts): TenantChange {
  return {
    ...(name !== before.name && { name }),
    ...(dialect !== before.dialect && { dialect: dialect || null }),
    ...(maxRetries !== before.maxRetries && { maxRetries: maxRetries === "" ? null : Number(maxRetries) }),
  };
}

const TENANTS = "/api/v1/tenants";

/** The path of a tenant, or of what it has. */
export const tenantApiPath = (id: string, below = ""): string => `${TENANTS}/${encodeURIComponent(id)}${below}`;

export const sameAsNewTenant = (body: NewTenant): SameAs => ({
  command: ["tenants", "create", "--data", JSON.stringify(body)],
  request: { method: "POST", path: TENANTS, body },
});

export const sameAsTenant = (id: string): SameAs => ({
  command: ["tenants", "show", id],
  request: { method: "GET", path: tenantApiPath(id) },
});

export const sameAsTenantChange = (id: string, body: TenantChange): SameAs => ({
  command: ["tenants", "update", id, "--data", JSON.stringify(body)],
  request: { method: "PATCH", path: tenantApiPath(id), body },
});

export const sameAsTenantDeletion = (id: string): SameAs => ({
  command: ["tenants", "delete", id, "--yes"],
  request: { method: "DELETE", path: tenantApiPath(id) },
});
