import { stored } from "../../client/stored.ts";

/** Who may see what in the portal, and until when. */
export interface PortalView {
  id: string;
  tenantId: string;
  /** The person, as the application names them. */
  actor?: string;
  capabilities: string[];
  scope?: { metadata: Record<string, string> };
  theme?: "light" | "dark" | "system";
  locale?: string;
  /** Where in the portal to begin. */
  next?: string;
  /** The application's page that opens the portal again. */
  refreshUrl?: string;
  expiresAt: string;
}

/** What the API answers to a code or a refresh token. */
export interface IssuedTokens {
  accessToken: string;
  expiresAt: string;
  refreshToken: string;
  session: PortalView;
}

/** What the page keeps. Times are in milliseconds of this browser's clock. */
export interface PortalTokens extends Omit<IssuedTokens, "expiresAt"> {
  accessEndsAtMs: number;
}

/**
 * The tokens with the end of the access token by this browser's clock, which may be wrong: what counts is the time
 * between the answer's `date` and the token's end.
 */
export function timed({ expiresAt, ...tokens }: IssuedTokens, answeredAt: string | null, nowMs: number): PortalTokens {
  const serverNowMs = Date.parse(answeredAt ?? "");
  const lifetimeMs = Date.parse(expiresAt) - (Number.isNaN(serverNowMs) ? nowMs : serverNowMs);
  return { ...tokens, accessEndsAtMs: nowMs + lifetimeMs };
}

/** The tab's tokens, so that it can be reloaded. They end with the tab. */
export const keptTokens = stored<PortalTokens>("sessionStorage", "posthorn.portal");
