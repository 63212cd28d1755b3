import { auditEntry } from "../../core/audit/audit-entry.ts";
import { type AppendPorts, appendAfter } from "../../core/audit/audit-store.ts";
import type { Clock } from "../../core/clock.ts";
import { PipelineFault, Refusal, refuse } from "../../core/errors.ts";
import { lookOf, type PortalBrandingStore } from "../../core/portal/portal-branding.ts";
import {
  exchanged,
  newPortalSession,
  type PortalSession,
  type RenewedSession,
  refreshed,
} from "../../core/portal/portal-session.ts";
import type { PortalSessionStore } from "../../core/portal/portal-session-store.ts";
import { type PortalTokenKind, parsePortalToken } from "../../core/portal/portal-token.ts";
import type { TenantStore } from "../../core/tenants.ts";
import { emptyAnswer, jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { unauthorized } from "../http/key-refusals.ts";
import type { portalRoutes } from "./portal-routes.ts";
import { lookView, portalSessionView, portalTokensView } from "./portal-views.ts";

export interface PortalPorts extends AppendPorts {
  portalSessions: PortalSessionStore;
  brandings: Pick<PortalBrandingStore, "getBranding">;
  tenants: Pick<TenantStore, "getTenant">;
  /** The origins that may embed the portal. */
  portalOrigins: readonly string[];
  /** The URL of the API, without a trailing slash. The portal is below it. */
  apiUrl: string;
  now: Clock;
}

const MAX_TRIES = 5;

/** Starts, renews and ends sessions of the portal. */
export function portalOperations(ports: PortalPorts): Operations<typeof portalRoutes> {
  const { portalSessions: store, brandings, tenants, portalOrigins, apiUrl, now } = ports;
  const append = appendAfter(ports);

  /** The session that a token names, while its tenant exists. Undefined for any token that can't work. */
  async function sessionOf(tokenKind: PortalTokenKind, token: string) {
    const parsed = parsePortalToken(tokenKind, token);
    if (!parsed) return undefined;
    const { tenantId, sessionId, secret } = parsed;
    const [session, tenant] = await Promise.all([store.getSession(tenantId, sessionId), tenants.getTenant(tenantId)]);
    return session && session.incarnation === tenant?.incarnation ? { session, secret } : undefined;
  }

  type Renew = (session: PortalSession, secret: string, nowMs: number) => RenewedSession | "reused" | undefined;

  /** Throws a 401 `Refusal` if the token doesn't work. It says nothing of the reason. */
  async function renew(tokenKind: PortalTokenKind, token: string, by: Renew): Promise<RenewedSession> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const found = await sessionOf(tokenKind, token);
      const next = found && by(found.session, found.secret, now());
      if (found && next === "reused") await store.endSession(found.session);
      if (!next || next === "reused") throw codeExpired();
      // Another request with the same token was first. It decides what the token is worth now.
      if (await store.replaceSession(next.session)) return next;
    }
    throw new PipelineFault("a portal session kept changing");
  }

  const tokensAnswer = async (renewed: RenewedSession) =>
    jsonAnswer(200, portalTokensView(renewed, await sessionView(renewed.session)));

  /** A session as its page sees it: with the look that follows from its link and from the brandings. */
  async function sessionView(session: PortalSession) {
    const { getBranding } = brandings;
    const [tenants, operators] = await Promise.all([getBranding(session), getBranding("operator")]);
    return { ...portalSessionView(session), ...lookView(lookOf(session, tenants, operators), apiUrl) };
  }

  return {
    createPortalLink: async ({ body, ...caller }) => {
      refuse(refreshUrlProblems(body.refreshUrl, portalOrigins));
      const { session, code } = newPortalSession(caller, withoutRepeats(body), now());
      const resource = { type: "portal-session", id: session.id } as const;
      const change = { action: "createPortalLink", resource, after: portalSessionView(session) };
      await store.createSession(session, auditEntry(caller, change, now()));
      return jsonAnswer(201, { url: `${apiUrl}/portal/#code=${code}`, expiresAt: session.endsAt });
    },

    endPortalSessions: async ({ query: { actor }, ...caller }) => {
      await store.endSessions(caller, actor);
      const resource = { type: "portal-session", id: "*" } as const;
      await append(auditEntry(caller, { action: "endPortalSessions", resource, before: { actor } }, now()));
      return emptyAnswer();
    },

    exchangePortalCode: async ({ body: { code } }) => tokensAnswer(await renew("code", code, exchanged)),

    refreshPortalTokens: async ({ body: { refreshToken } }) =>
      tokensAnswer(await renew("refresh", refreshToken, refreshed)),

    readPortalSession: async ({ tenantId, keyId }) => {
      const session = await store.getSession(tenantId, keyId);
      if (!session) throw unauthorized();
      return jsonAnswer(200, await sessionView(session));
    },
  };
}

const withoutRepeats = <T extends { capabilities: readonly unknown[] }>(fields: T): T => ({
  ...fields,
  capabilities: [...new Set(fields.capabilities)],
});

function refreshUrlProblems(text: string | undefined, origins: readonly string[]) {
  if (text === undefined) return [];
  const message = refreshUrlProblem(URL.parse(text), origins);
  return message ? [{ path: "/refreshUrl", message }] : [];
}

function refreshUrlProblem(url: URL | null, origins: readonly string[]): string | undefined {
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return "must be an https URL";
  if (!origins.includes(url.origin)) return "must have an origin that the stack option `portalOrigins` lists";
  return undefined;
}

/** The same for every code or token that doesn't work. */
const codeExpired = (): Refusal =>
  new Refusal(401, "The code or token has expired or was used. Ask for a new link.", [], undefined, "code-expired");
