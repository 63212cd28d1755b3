import { type Access, ROLES } from "../http/endpoint.ts";

const ROLES_NOTE = "`producer` sends events, `read` only reads, `manage` does everything.";

export const SECURITY_SCHEMES = {
  adminKey: {
    type: "http",
    scheme: "bearer",
    description: "The operator's admin key, which is a secret of the stack. It has the role `manage`.",
  },
  operatorKey: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "pho_…",
    description:
      `An operator key, or the admin key. The role of an operator key decides what it may do: ${ROLES_NOTE} ` +
      "For requests about one tenant, send the header `posthorn-tenant` too.",
  },
  tenantHeader: {
    type: "apiKey",
    in: "header",
    name: "posthorn-tenant",
    description: "The id of the tenant that an operator key, or the admin key, acts for.",
  },
  tenantKey: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "ph_…",
    description: `A tenant's key. Its role decides what it may do: ${ROLES_NOTE}`,
  },
};

type Schemes = Record<string, string[]>[];

/** A tenant's key, or the operator's together with the header. */
const forTenant = (access: keyof typeof ROLES): Schemes => [
  { tenantKey: [...ROLES[access]] },
  { operatorKey: [...ROLES[access]], tenantHeader: [] },
];

const forOperator = (access: keyof typeof ROLES): Schemes => [{ adminKey: [] }, { operatorKey: [...ROLES[access]] }];

/** The keys of each access, with their roles. */
export const SECURITY: Record<Access, Schemes> = {
  none: [],
  admin: [{ adminKey: [] }],
  operatorReads: forOperator("reads"),
  operatorChanges: forOperator("changes"),
  reads: forTenant("reads"),
  changes: forTenant("changes"),
  produces: forTenant("produces"),
  adminOrReads: [...forOperator("reads"), { tenantKey: [...ROLES.reads] }],
};
