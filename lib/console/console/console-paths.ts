/** The address of a page of the console, from wherever the link is. Tenants' pages have addresses relative to the tenant. */
export const consolePath = (path: string): string => `~/console${path}`;

/** The address of a tenant's page, or of a page below it, such as `/endpoints/sub_1`. */
export const tenantPath = (tenantId: string, below = ""): string =>
  consolePath(`/tenants/${encodeURIComponent(tenantId)}${below}`);

/** The address of the audit log with these filters. */
export const auditPath = (filters: Readonly<Record<string, string>>): string =>
  consolePath(`/audit?${new URLSearchParams(filters)}`);
