import type { components } from "../../client/api.d.ts";
import { stored } from "../../client/stored.ts";

/** Who may see what in the portal, and until when. */
export type PortalView = components["schemas"]["PortalSession"];

/** What the API answers to a code or a refresh token. */
export type IssuedTokens = components["schemas"]["PortalTokens"];

/** What the page keeps. Times are in milliseconds of this browser's clock. */
export interface PortalTokens extends IssuedTokens {
  accessEndsAtMs: number;
}

/**
 * The tokens with the end of the access token by this browser's clock, which may be wrong: what counts is the time
 * between the answer's `date` and the token's end.
 */
export function timed(tokens: IssuedTokens, answeredAt: string | null, nowMs: number): PortalTokens {
  const serverNowMs = Date.parse(answeredAt ?? "");
  const lifetimeMs = Date.parse(tokens.expiresAt) - (Number.isNaN(serverNowMs) ? nowMs : serverNowMs);
  return { ...tokens, accessEndsAtMs: nowMs + lifetimeMs };
}

/** The tab's tokens, so that it can be reloaded. They end with the tab. */
export const keptTokens = stored<PortalTokens>("sessionStorage", "posthorn.portal");
