import type { Access } from "./operation.ts";

/** The keys that there are. */
export const SECURITY_SCHEMES = {
  adminKey: {
    type: "http",
    scheme: "bearer",
    description: "The operator's admin key: a secret of the stack.",
  },
  tenantKey: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "ph_…",
    description:
      "A tenant's key. Its role says what it may do: `producer` sends events, `read` looks, `manage` does all.",
  },
};

/** Which of them an operation takes, with the roles that a tenant's may have. */
export const SECURITY: Record<Access, Record<string, string[]>[]> = {
  none: [],
  admin: [{ adminKey: [] }],
  reads: [{ tenantKey: ["read", "manage"] }],
  changes: [{ tenantKey: ["manage"] }],
  produces: [{ tenantKey: ["producer", "manage"] }],
  adminOrReads: [{ adminKey: [] }, { tenantKey: ["read", "manage"] }],
};
