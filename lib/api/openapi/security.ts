import { type Access, ROLES } from "../http/endpoint.ts";

export const SECURITY_SCHEMES = {
  adminKey: {
    type: "http",
    scheme: "bearer",
    description: "The operator's admin key, which is a secret of the stack.",
  },
  tenantKey: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "ph_…",
    description:
      "A tenant's key. Its role decides what it may do: `producer` sends events, `read` only reads, `manage` does everything.",
  },
};

/** The keys of each access, with the roles of tenants' keys. */
export const SECURITY: Record<Access, Record<string, string[]>[]> = {
  none: [],
  admin: [{ adminKey: [] }],
  reads: [{ tenantKey: [...ROLES.reads] }],
  changes: [{ tenantKey: [...ROLES.changes] }],
  produces: [{ tenantKey: [...ROLES.produces] }],
  adminOrReads: [{ adminKey: [] }, { tenantKey: [...ROLES.reads] }],
};
