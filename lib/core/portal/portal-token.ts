import { randomBytes } from "node:crypto";

/**
 * `code` is exchanged once. `access` is the bearer token of requests, and `refresh` renews both.
 */
export type PortalTokenKind = "code" | "access" | "refresh";

const PREFIXES = { code: "phc", access: "pha", refresh: "phr" } as const satisfies Record<PortalTokenKind, string>;

/**
 * `pha_<tenant id>-p<16 characters>_<secret>`. The session's id contains the tenant's id, so that one BatchGetItem can
 * read both. No key has such an id: `p` is no hexadecimal digit, and the operator's keys have another prefix.
 */
const TOKEN =
  /^(?<prefix>ph[car])_(?<sessionId>(?<tenantId>[A-Za-z0-9_-]{1,64})-p[0-9a-f]{16})_(?<secret>[0-9a-f]{64})$/;

const SESSION_ID = /^[A-Za-z0-9_-]{1,64}-p[0-9a-f]{16}$/;

export interface ParsedPortalToken {
  tenantId: string;
  sessionId: string;
  secret: string;
}

/** Reads the parts of a token of one kind. Returns undefined for any other string. */
export function parsePortalToken(kind: PortalTokenKind, text: string): ParsedPortalToken | undefined {
  const { prefix, tenantId, sessionId, secret } = TOKEN.exec(text)?.groups ?? {};
  if (prefix !== PREFIXES[kind] || !tenantId || !sessionId || !secret) return undefined;
  return { tenantId, sessionId, secret };
}

export const portalTokenText = (kind: PortalTokenKind, sessionId: string, secret: string): string =>
  `${PREFIXES[kind]}_${sessionId}_${secret}`;

export const newPortalSessionId = (tenantId: string): string => `${tenantId}-p${randomBytes(8).toString("hex")}`;

export const isPortalSessionId = (id: string): boolean => SESSION_ID.test(id);
