import type { PortalSession, RenewedSession } from "../../core/portal/portal-session.ts";

/** A session as the portal's page and the audit log see it. */
export function portalSessionView(session: PortalSession) {
  const { id, tenantId, actor, capabilities, scope, theme, locale, next, refreshUrl, createdAt, endsAt } = session;
  const look = { theme, locale, next, refreshUrl };
  return { id, tenantId, actor, capabilities, scope, ...look, createdAt, expiresAt: endsAt };
}

/** New tokens, and their session. */
export const portalTokensView = ({ session, access, refresh }: RenewedSession) => ({
  accessToken: access,
  expiresAt: session.access?.until,
  refreshToken: refresh,
  session: portalSessionView(session),
});
