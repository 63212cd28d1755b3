import type { Role } from "../../core/model.ts";
import { type Access, ROLES } from "../http/endpoint.ts";

/**
 * All keys are bearer tokens, so there is one scheme. With several, a client would need to know which of them each
 * operation takes: openapi-generator's `setBearerToken` sets the token of one scheme only.
 */
export const SECURITY_SCHEMES = {
  key: {
    type: "http",
    scheme: "bearer",
    description:
      "The operator's admin key, which is a secret of the stack, or a tenant's key `ph_…`. The role of a tenant's key decides what it may do: `producer` sends events, `read` only reads, `manage` does everything.",
  },
};

/** The security requirement of an operation. Its roles are in `x-roles`: here, all roles of a list would be required. */
export const securityOf = (access: Access): Record<string, string[]>[] => (access === "none" ? [] : [{ key: [] }]);

/** Who may call an operation: one of these is enough. */
export const ROLES_OF: Record<Access, readonly (Role | "admin")[]> = {
  ...ROLES,
  none: [],
  admin: ["admin"],
  adminOrReads: ["admin", ...ROLES.reads],
};

/** The keys that an operation takes, as a sentence. */
export function keysInWords(access: Access): string {
  const roles = ROLES_OF[access];
  if (roles.length === 0) return "Needs no key.";
  const tenants = roles.filter((role) => role !== "admin").map((role) => `\`${role}\``);
  const keys = [
    roles.includes("admin") && "the operator's admin key",
    tenants.length > 0 && `a tenant's key of role ${tenants.join(" or ")}`,
  ];
  return `Key: ${keys.filter(Boolean).join(", or ")}.`;
}
