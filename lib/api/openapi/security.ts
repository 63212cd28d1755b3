import type { Role } from "../../core/model.ts";
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

const ADMIN = { adminKey: [] };
const TENANT = { tenantKey: [] };

/** The kinds of keys for each access. */
export const SECURITY: Record<Access, Record<string, string[]>[]> = {
  none: [],
  admin: [ADMIN],
  reads: [TENANT],
  changes: [TENANT],
  produces: [TENANT],
  adminOrReads: [ADMIN, TENANT],
};

/** The roles of tenants' keys for each access. A role in `security` would be required, and here one of them is enough. */
export const ROLES_OF: Record<Access, readonly Role[]> = {
  none: [],
  admin: [],
  ...ROLES,
  adminOrReads: ROLES.reads,
};

/** The keys that an operation takes, as a sentence. */
export function keysInWords(access: Access): string {
  if (access === "none") return "Needs no key.";
  const roles = ROLES_OF[access].map((role) => `\`${role}\``).join(" or ");
  const keys = [
    SECURITY[access].includes(ADMIN) && "the operator's admin key",
    roles && `a tenant's key of role ${roles}`,
  ];
  return `Key: ${keys.filter(Boolean).join(", or ")}.`;
}
