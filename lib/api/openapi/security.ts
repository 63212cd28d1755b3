import type { Role } from "../../core/model/api-key.ts";
import type { Capability } from "../../core/portal/capabilities.ts";
import { type Access, type Endpoint, ROLES } from "../http/endpoint.ts";

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
      "Where `x-keys` lists capabilities, the access token `pha_…` of a portal session that has them all is taken too.",
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
  kind: "tenant" | "operator" | "admin" | "portal";
  roles: readonly Role[];
  /** The request must name a tenant in `posthorn-tenant`. */
  forTenant?: true;
  /** What the token of a portal session must allow: all of these. */
  capabilities?: readonly Capability[];
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
const KEYS: Record<Access, readonly AcceptedKey[]> = {
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
  tenantOrOperatorReads: [{ kind: "tenant", roles: ROLES.reads }, ...operators("reads")],
  tenantOrOperatorChanges: [{ kind: "tenant", roles: ROLES.changes }, ...operators("changes")],
  portal: [{ kind: "portal", roles: [], capabilities: [] }],
};

type Guarded = Pick<Endpoint, "access" | "capabilities">;

/** The keys and tokens that an operation takes. One of them is enough. */
export const keysOf = ({ access, capabilities }: Guarded): readonly AcceptedKey[] =>
  capabilities ? [...KEYS[access], { kind: "portal", roles: [], capabilities }] : KEYS[access];

/** Whether an operation takes `posthorn-tenant`. */
export const actsForTenants = (access: Access): boolean => KEYS[access].some(({ forTenant }) => forTenant);

/** The keys that an operation takes, as sentences. */
export function keysInWords({ access, capabilities }: Guarded): string {
  const keys = KEYS[access];
  if (access === "console") return "Needs a session of the console.";
  if (keys.length === 0) return "Needs no key.";
  const acting = actsForTenants(access) ? ` with \`${ACTING_HEADER.name}\`` : "";
  const token = capabilities ? ` A portal token needs ${capabilities.map((one) => `\`${one}\``).join(" and ")}.` : "";
  return `Key: ${keys.map(inWords).join(", or ")}${acting}.${token}`;
}

function inWords({ kind, roles }: AcceptedKey): string {
  if (kind === "admin") return "the admin key";
  if (kind === "portal") return "the access token of a portal session";
  const named = roles.map((role) => `\`${role}\``).join(" or ");
  return kind === "tenant" ? `a tenant's key of role ${named}` : `an operator key of role ${named}`;
}
