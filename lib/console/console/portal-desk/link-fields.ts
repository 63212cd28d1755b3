import type { components } from "../../client/api.d.ts";
import { membersOf } from "../../client/members-of.ts";
import { filledRows, type NamedValue, valuesByName } from "../../components/form/named-value.ts";
import type { SameAs } from "../../components/site.ts";
import type { Theme } from "../../design/theme.ts";
import type { TenantCapability } from "../../tenant/tenant-context.ts";
import { tenantApiPath } from "../tenants/tenant-requests.ts";

type LinkBody = components["schemas"]["PortalLinkFields"];

/** In the order in which a customer needs them. */
export const OFFERED = membersOf<TenantCapability>({
  view: true,
  viewPayload: true,
  manage: true,
  test: true,
  repair: true,
  viewSecret: true,
  manageSecret: true,
});

/** What somebody has chosen for a link. An empty text is the default. */
export interface LinkTexts {
  capabilities: readonly TenantCapability[];
  actor: string;
  seconds: number;
  metadata: readonly NamedValue[];
  theme: Theme | "";
  accent: string;
  locale: string;
  next: string;
  refreshUrl: string;
}

const HOUR = 3600;

/** How long sessions can last. */
export const SESSION_HOURS = [1, 4, 8, 24];

/** What most customers need, without secrets. */
export const NEW_LINK: LinkTexts = {
  capabilities: ["view", "viewPayload", "manage", "test", "repair"],
  actor: "",
  seconds: HOUR,
  metadata: [],
  theme: "",
  accent: "",
  locale: "",
  next: "",
  refreshUrl: "",
};

/** The request that makes a link. */
export function linkBody({ capabilities, seconds, metadata, theme, ...texts }: LinkTexts): LinkBody {
  const rows = filledRows(metadata);
  return {
    capabilities: OFFERED.filter((one) => capabilities.includes(one)),
    expiresInSeconds: seconds,
    ...(rows.length > 0 && { scope: { metadata: valuesByName(rows) } }),
    ...(theme !== "" && { theme }),
    ...Object.fromEntries(Object.entries(texts).filter(([, value]) => value !== "")),
  };
}

export const sameAsLink = (tenantId: string, body: LinkBody): SameAs => ({
  command: ["portal", "link", tenantId, "--data", JSON.stringify(body)],
  request: { method: "POST", path: tenantApiPath(tenantId, "/portal-links"), body },
});

export const sameAsSessionsEnd = (tenantId: string, actor: string): SameAs => ({
  command: ["portal", "end-sessions", tenantId, ...(actor ? ["--actor", actor] : []), "--yes"],
  request: {
    method: "DELETE",
    path: tenantApiPath(tenantId, "/portal-sessions"),
    query: { actor: actor || undefined },
  },
});
