import { randomBytes } from "node:crypto";
import { hashSecret, secretMatches } from "../keys/api-keys.ts";
import type { TenantRef } from "../model/tenant.ts";
import type { PortalRights } from "./capabilities.ts";
import { newPortalSessionId, type PortalTokenKind, portalTokenText } from "./portal-token.ts";

export type PortalTheme = "light" | "dark" | "system";

/** What a link to the portal says about the session that it starts. */
export interface PortalLinkFields extends PortalRights {
  /** Whom the operator's product has signed in. Free text. */
  actor?: string | undefined;
  theme?: PortalTheme | undefined;
  /** The colour of links and main buttons, as `#rrggbb`. */
  accent?: string | undefined;
  /** A BCP 47 language tag. */
  locale?: string | undefined;
  /** The path inside the portal where the session starts. */
  next?: string | undefined;
  /** Where the operator's product makes a new link once the session is over. */
  refreshUrl?: string | undefined;
}

/** The SHA-256 (hex) of a token's secret, and when the token stops working (ISO 8601). */
interface StoredToken {
  hash: string;
  until: string;
}

/** A customer's session in the portal. It starts as a link, whose code is exchanged once. */
export interface PortalSession extends PortalLinkFields, TenantRef {
  id: string;
  createdAt: string;
  /** When the session is over, however often its tokens are renewed. */
  endsAt: string;
  /** Raised by every change. */
  version: number;
  /** Absent once the code was exchanged. */
  code?: StoredToken | undefined;
  access?: StoredToken | undefined;
  refresh?: StoredToken | undefined;
  /** SHA-256 (hex) of the half that all refresh tokens of the session have in common. */
  refreshFamily?: string | undefined;
  /** The refresh token before. It still works for a moment, because the answer with the new one may be lost. */
  previousRefresh?: StoredToken | undefined;
}

/** The session after a change, and the texts of its new tokens. Only hashes are stored. */
export interface RenewedSession {
  session: PortalSession;
  access: string;
  refresh: string;
}

const CODE_MS = 5 * 60_000;
const ACCESS_MS = 15 * 60_000;
const PREVIOUS_REFRESH_MS = 60_000;

/** Makes a session and the code of its link. */
export function newPortalSession(
  { tenantId, incarnation }: TenantRef,
  { expiresInSeconds, ...fields }: PortalLinkFields & { expiresInSeconds: number },
  nowMs: number,
): { session: PortalSession; code: string } {
  const id = newPortalSessionId(tenantId);
  const endsMs = nowMs + expiresInSeconds * 1000;
  const { text, stored } = newToken("code", id, Math.min(nowMs + CODE_MS, endsMs));
  const times = { createdAt: iso(nowMs), endsAt: iso(endsMs) };
  return { session: { ...fields, tenantId, incarnation, id, ...times, version: 1, code: stored }, code: text };
}

/** The session after its code was exchanged. Undefined if the code doesn't work. */
export function exchanged(session: PortalSession, secret: string, nowMs: number): RenewedSession | undefined {
  return works(session.code, secret, nowMs) ? renewed({ ...session, code: undefined }, nowMs) : undefined;
}

/**
 * The session after its tokens were renewed. Undefined if this is no refresh token of the session. `reused` if it is an
 * earlier one: then somebody else has the token too, and the session must end
 * (https://www.rfc-editor.org/rfc/rfc9700#section-4.14.2).
 */
export function refreshed(
  session: PortalSession,
  secret: string,
  nowMs: number,
): RenewedSession | "reused" | undefined {
  const { refresh, previousRefresh, refreshFamily } = session;
  const family = secret.slice(0, HALF);
  if ([refresh, previousRefresh].some((token) => works(token, secret, nowMs))) return renewed(session, nowMs, family);
  return refreshFamily !== undefined && secretMatches(family, refreshFamily) ? "reused" : undefined;
}

/** Does an access token's secret work? A session also ends with its tenant, which is for the caller to check. */
export const accessWorks = ({ access }: Pick<PortalSession, "access">, secret: string, nowMs: number): boolean =>
  works(access, secret, nowMs);

/**
 * @param family the first half of the session's refresh tokens. Only an earlier holder knows it, so a token with it that
 *   doesn't work is an earlier one. Nobody else can end a session by sending a wrong token.
 */
function renewed(session: PortalSession, nowMs: number, family = randomHalf()): RenewedSession {
  const endsMs = Date.parse(session.endsAt);
  const access = newToken("access", session.id, Math.min(nowMs + ACCESS_MS, endsMs));
  const refresh = newToken("refresh", session.id, endsMs, family + randomHalf());
  const previousRefresh = session.refresh && {
    hash: session.refresh.hash,
    until: iso(Math.min(nowMs + PREVIOUS_REFRESH_MS, endsMs)),
  };
  const version = session.version + 1;
  return {
    session: {
      ...session,
      version,
      access: access.stored,
      refresh: refresh.stored,
      refreshFamily: hashSecret(family),
      previousRefresh,
    },
    access: access.text,
    refresh: refresh.text,
  };
}

/** Characters of half a token's secret: 128 random bits. */
const HALF = 32;
const randomHalf = (): string => randomBytes(HALF / 2).toString("hex");

function newToken(
  kind: PortalTokenKind,
  sessionId: string,
  untilMs: number,
  secret = randomHalf() + randomHalf(),
): { text: string; stored: StoredToken } {
  const stored = { hash: hashSecret(secret), until: iso(untilMs) };
  return { text: portalTokenText(kind, sessionId, secret), stored };
}

const works = (token: StoredToken | undefined, secret: string, nowMs: number): boolean =>
  token !== undefined && secretMatches(secret, token.hash) && nowMs < Date.parse(token.until);

const iso = (ms: number): string => new Date(ms).toISOString();
