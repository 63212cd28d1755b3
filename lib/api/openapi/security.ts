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
    description: [
      "A tenant's key `ph_…`, an operator key `pho_…`, or the operator's admin key, which is a secret of the stack.",
      "The role of a key decides what it may do: `producer` sends events, `read` only reads, `manage` does everything.",
      "The admin key has the role `manage`.",
    ].join(" "),
  },
  consoleSession: {
    type: "apiKey",
    in: "cookie",
    name: "__Host-posthorn",
    description: [
      "A session of the console. The cookie counts only at the console host, and only in requests of the console's own",
      "pages. There, it also does for each operation that takes the key which signed in.",
    ].join(" "),
  },
};

/** The security requirement of an operation. `x-keys` says which keys: roles here would all be required. */
export const securityOf = (access: Access): Record<string, string[]>[] => {
  if (access === "none" || access === "consolePage") return [];
  return access === "console" ? [{ consoleSession: [] }] : [{ key: [] }];
};

/** The header with which the operator's keys act for a tenant. Operations that take tenants' keys take it too. */
export const ACTING_HEADER = {
  name: "posthorn-tenant",
  description: "The id of the tenant that an operator key, or the admin key, acts for.",
};

/** A kind of key that an operation takes. */
export interface AcceptedKey {
  kind: "tenant" | "operator" | "admin";
  roles: readonly Role[];
  /** The request must name a tenant in `posthorn-tenant`. */
  forTenant?: true;
}

type RoleAccess = keyof typeof ROLES;

const ADMIN: AcceptedKey = { kind: "admin", roles: ["manage"] };

const tenantsOrActing = (access: RoleAccess): AcceptedKey[] => [
  { kind: "tenant", roles: ROLES[access] },
  { kind: "operator", roles: ROLES[access], forTenant: true },
  { ...ADMIN, forTenant: true },
];

const operators = (access: RoleAccess): AcceptedKey[] => [{ kind: "operator", roles: ROLES[access] }, ADMIN];

/** The keys that each access takes. One of them is enough. */
export const KEYS: Record<Access, readonly AcceptedKey[]> = {
  none: [],
  admin: [ADMIN],
  operatorReads: operators("reads"),
  operatorChanges: operators("changes"),
  reads: tenantsOrActing("reads"),
  changes: tenantsOrActing("changes"),
  produces: tenantsOrActing("produces"),
  adminOrReads: [{ kind: "tenant", roles: ROLES.reads }, ...operators("reads")],
  console: [],
  consolePage: [],
};

/** Whether an operation takes `posthorn-tenant`. */
export const actsForTenants = (access: Access): boolean => KEYS[access].some(({ forTenant }) => forTenant);

/** The keys that an operation takes, as a sentence. */
export function keysInWords(access: Access): string {
  const keys = KEYS[access];
  if (access === "console") return "Needs a session of the console.";
  if (keys.length === 0) return "Needs no key.";
  const acting = actsForTenants(access) ? ` with \`${ACTING_HEADER.name}\`` : "";
  return `Key: ${keys.map(inWords).join(", or ")}${acting}.`;
}

function inWords({ kind, roles }: AcceptedKey): string {
  if (kind === "admin") return "the admin key";
  const named = roles.map((role) => `\`${role}\``).join(" or ");
  return kind === "tenant" ? `a tenant's key of role ${named}` : `an operator key of role ${named}`;
}
