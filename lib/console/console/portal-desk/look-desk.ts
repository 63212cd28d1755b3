import type { components } from "../../client/api.d.ts";
import type { ApiClient } from "../../client/api-client.ts";
import { answered } from "../../client/api-client.ts";
import type { SameAs } from "../../components/site.ts";
import type { Theme } from "../../design/theme.ts";
import { tenantApiPath } from "../tenants/tenant-requests.ts";

export type Look = components["schemas"]["PortalBranding"];
type LookChange = components["schemas"]["PortalBrandingChange"];

/** How the portal looks, for one tenant or for all others. */
export interface LookDesk {
  /** Identifies the branding. */
  name: readonly string[];
  read(signal: AbortSignal): Promise<Look>;
  change(body: LookChange): Promise<Look>;
  sameAs: {
    read: SameAs;
    change(body: LookChange): SameAs;
  };
}

export const operatorsLook = (api: ApiClient): LookDesk => ({
  name: ["portal-look"],
  read: (signal) => answered(api.GET("/api/v1/portal-branding", { signal })),
  change: (body) => answered(api.PATCH("/api/v1/portal-branding", { body })),
  sameAs: sameAsOf([], "/api/v1/portal-branding"),
});

export const tenantsLook = (api: ApiClient, id: string): LookDesk => ({
  name: ["portal-look", id],
  read: (signal) => answered(api.GET("/api/v1/tenants/{id}/portal-branding", { params: { path: { id } }, signal })),
  change: (body) => answered(api.PATCH("/api/v1/tenants/{id}/portal-branding", { params: { path: { id } }, body })),
  sameAs: sameAsOf([id], tenantApiPath(id, "/portal-branding")),
});

const sameAsOf = (whose: readonly string[], path: string): LookDesk["sameAs"] => ({
  read: { command: ["portal", "branding", ...whose], request: { method: "GET", path } },
  change: (body) => ({
    command: ["portal", "brand", ...whose, ...optionsOf(body)],
    request: { method: "PATCH", path, body },
  }),
});

/** The command reads a logo from a file. */
function optionsOf({ accent, theme, logo }: LookChange): string[] {
  const fields = Object.entries({ accent, theme, logo: logo && "logo.png" });
  const cleared = fields.flatMap(([name, value]) => (value === null ? [name] : []));
  return [
    ...fields.flatMap(([name, value]) => (value ? [`--${name}`, value] : [])),
    ...(cleared.length > 0 ? ["--clear", cleared.join(",")] : []),
  ];
}

/** What somebody has chosen. An empty text is nothing of its own. */
export interface LookTexts {
  accent: string;
  theme: Theme | "";
  /** A new logo as base64, null for none, or undefined for the one that there is. */
  logo: string | null | undefined;
}

export const lookTexts = ({ accent, theme }: Look): LookTexts => ({
  accent: accent ?? "",
  theme: theme ?? "",
  logo: undefined,
});

/** The request that changes a look. Empty if nothing differs. */
export function lookChange(before: Look, { accent, theme, logo }: LookTexts): LookChange {
  const was = lookTexts(before);
  return {
    ...(accent !== was.accent && { accent: accent || null }),
    ...(theme !== was.theme && { theme: theme || null }),
    ...(logo !== undefined && { logo: logo === null ? null : { png: logo } }),
  };
}
