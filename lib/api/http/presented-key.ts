import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Admission } from "../../core/admission.ts";
import type { Actor } from "../../core/audit/audit-entry.ts";
import type { Clock } from "../../core/clock.ts";
import { actorOf, roleOfHolder, sessionLasts } from "../../core/console/console-session.ts";
import { type ParsedConsoleToken, parseConsoleToken } from "../../core/console/console-token.ts";
import { type AdminKeyPorts, type AdminKeyVersion, adminKeyFinder } from "../../core/keys/admin-key.ts";
import { ADMIN_KEY_ID, bearerToken, parseApiKey, parseOperatorKey, secretMatches } from "../../core/keys/api-keys.ts";
import type { Role } from "../../core/model/api-key.ts";
import { accessWorks, type PortalSession } from "../../core/portal/portal-session.ts";
import { parsePortalToken } from "../../core/portal/portal-token.ts";
import { TENANT_ID } from "../../core/tenants.ts";
import { consoleRequest, requireOwnPage } from "./console-request.ts";
import { sessionOver, unauthorized } from "./key-refusals.ts";

/** Names the tenant that the operator acts for. */
const TENANT_HEADER = "posthorn-tenant";

/** The portal token of a request, before the row of its session was read. */
export interface PresentedPortalToken {
  owner: "portal";
  /** The id of the session. */
  keyId: string;
  sessionId?: undefined;
  tenantId: string;
  /** Checks the token once the row is read. Throws a 401 `Refusal` if it doesn't work. */
  check(admission: Admission): PortalSession;
}

/** The key of a request, before its row was read. */
export interface PresentedKey {
  owner: "tenant" | "operator";
  /** Of a session, that of the key which signed in. */
  keyId: string;
  /** The id of the console's session that presents the key. Its row is read with the key's. */
  sessionId?: string;
  /** When the version of the admin key was created. */
  keySince?: string;
  /** The whole key, as it was sent. */
  token: string;
  /** The tenant of the key, or the one that the operator named. Empty for none, and for what can't be a tenant's id. */
  tenantId: string;
  /** The tenant that the header names. */
  named: string | undefined;
  /** Checks the key once its row is read. Returns its role. Throws a 401 `Refusal` if the key doesn't work. */
  check(admission: Admission): Role;
  /** Who acts, if it isn't simply the key. Ask only once the key was checked. */
  actor?(admission: Admission): Actor | undefined;
}

type KeyRequest = Pick<APIGatewayProxyEventV2, "headers" | "requestContext"> &
  Partial<Pick<APIGatewayProxyEventV2, "cookies" | "stageVariables">>;

export type KeyReader = (request: KeyRequest) => Promise<PresentedKey | PresentedPortalToken>;

/**
 * Reads the key or the portal token of a request, or the console's session in its cookie. Throws a 401 `Refusal` when
 * there is none, or when it can't be valid, and a 403 `Refusal` when another page than the console's sent the cookie.
 */
export function keyReader(ports: AdminKeyPorts): KeyReader {
  const keyIn = tokenReader(ports);

  return async function presentedKey(request) {
    const { headers } = request;
    const session = headers.authorization === undefined ? presentedSession(request, ports.now) : undefined;
    if (session) return session;
    const token = bearerToken(headers.authorization);
    if (token === undefined) throw unauthorized();
    return presentedPortalToken(request, token, ports.now) ?? keyIn(token, headers[TENANT_HEADER]);
  };
}

/** Reads a key, and the tenant that its request names. Throws a 401 `Refusal` when the key can't be valid. */
export function tokenReader({ adminKeys, now }: AdminKeyPorts) {
  const adminKeyIn = adminKeyFinder({ adminKeys, now });

  return async function keyIn(token: string, named?: string): Promise<PresentedKey> {
    const own = parseApiKey(token);
    if (own) {
      const { keyId, tenantId, secret } = own;
      return { owner: "tenant", keyId, token, tenantId, named, check: valid(secret, now) };
    }
    const tenantId = namedTenant(named);
    const operators = parseOperatorKey(token);
    if (operators) {
      const { keyId, secret } = operators;
      return { owner: "operator", keyId, token, tenantId, named, check: valid(secret, now) };
    }
    const version = await adminKeyIn(token);
    if (!version) throw unauthorized();
    const keySince = version.createdAt;
    return { owner: "operator", keyId: ADMIN_KEY_ID, keySince, token, tenantId, named, check: notEnded(version) };
  };
}

const namedTenant = (named: string | undefined): string => (named !== undefined && TENANT_ID.test(named) ? named : "");

/** The portal's token. Undefined for a key, and at the console's host, where a script of the portal must not act. */
function presentedPortalToken(request: KeyRequest, token: string, now: Clock): PresentedPortalToken | undefined {
  const parsed = consoleRequest(request) ? undefined : parsePortalToken("access", token);
  if (!parsed) return undefined;
  const { sessionId: keyId, tenantId, secret } = parsed;
  return { owner: "portal", keyId, tenantId, check: openSession(secret, now) };
}

/** The session in the console's cookie. Undefined without one, and at other hosts. */
function presentedSession(request: KeyRequest, now: Clock): PresentedKey | undefined {
  const token = consoleRequest(request)?.token;
  if (token === undefined) return undefined;
  requireOwnPage(request);
  const parsed = parseConsoleToken("session", token);
  if (!parsed) throw sessionOver();
  const named = request.headers[TENANT_HEADER];
  return {
    owner: "operator",
    keyId: parsed.keyId,
    sessionId: parsed.id,
    token,
    tenantId: namedTenant(named),
    named,
    check: lasting(parsed, now),
    actor: ({ consoleSession }) => consoleSession && actorOf(consoleSession),
  };
}

/** A session ends with its key. */
const lasting =
  (token: ParsedConsoleToken, now: Clock) =>
  (admission: Admission): Role => {
    const { consoleSession: session } = admission;
    const role = session && sessionLasts(session, token, now()) && roleOfHolder(session, admission, now());
    if (!role) throw sessionOver();
    return role;
  };

const valid =
  (secret: string, now: Clock) =>
  ({ apiKey }: Admission): Role => {
    if (!apiKey || !secretMatches(secret, apiKey.secretHash)) throw unauthorized();
    if (apiKey.validUntil !== undefined && Date.parse(apiKey.validUntil) <= now()) throw unauthorized();
    return apiKey.role;
  };

/** A session ends with its tenant: one that is created again under the same id doesn't inherit it. */
const openSession =
  (secret: string, now: Clock) =>
  ({ portalSession: session, tenant }: Admission): PortalSession => {
    if (!session || !accessWorks(session, secret, now())) throw unauthorized();
    if (session.incarnation !== tenant?.incarnation) throw unauthorized();
    return session;
  };

/** An ended key is refused at once, although this process may still take it for the current one. */
const notEnded =
  ({ createdAt }: AdminKeyVersion) =>
  ({ adminKeysSince = "" }: Admission): Role => {
    if (createdAt < adminKeysSince) throw unauthorized();
    return "manage";
  };
