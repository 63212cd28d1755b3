import { type Palette, paletteOf } from "../../core/portal/accent.ts";
import type { PortalBranding, PortalLook } from "../../core/portal/portal-branding.ts";
import type { PortalSession, RenewedSession } from "../../core/portal/portal-session.ts";

/** A session as the audit log sees it: with the look that its link has, and no other. */
export function portalSessionView(session: PortalSession) {
  const { id, tenantId, actor, capabilities, scope, theme, accent, locale, next, refreshUrl, createdAt, endsAt } =
    session;
  const fields = { theme, accent, locale, next, refreshUrl };
  return { id, tenantId, actor, capabilities, scope, ...fields, createdAt, expiresAt: endsAt };
}

/** New tokens, and their session as its page sees it. */
export const portalTokensView = ({ session, access, refresh }: RenewedSession, view: object) => ({
  accessToken: access,
  expiresAt: session.access?.until,
  refreshToken: refresh,
  session: view,
});

/** How the portal looks, with the colours that follow from the accent. */
export function lookView({ accent, theme, logo }: PortalLook, apiUrl: string) {
  const palette: Palette | undefined = accent === undefined ? undefined : paletteOf(accent);
  const image = logo && { url: logoUrl(logo.id, apiUrl), width: logo.width, height: logo.height };
  return { accent, palette, theme, logo: image };
}

export const brandingView = ({ version: _version, ...look }: PortalBranding, apiUrl: string) => lookView(look, apiUrl);

const logoUrl = (id: string, apiUrl: string): string => `${apiUrl}/api/v1/portal/logos/${id}`;
