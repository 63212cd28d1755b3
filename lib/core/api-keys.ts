import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * `ph_<tenant id>-<8 chars>_<secret>`. The key id names its tenant, so that one BatchGet reads both the key
 * and the tenant's version.
 */
const API_KEY = /^ph_(?<keyId>(?<tenantId>[A-Za-z0-9_-]{1,64})-[0-9a-f]{8})_(?<secret>[0-9a-f]{64})$/;

export interface ParsedApiKey {
  keyId: string;
  tenantId: string;
  secret: string;
}

export function parseApiKey(text: string): ParsedApiKey | undefined {
  const groups = API_KEY.exec(text)?.groups;
  if (!groups?.keyId || !groups.tenantId || !groups.secret) return undefined;
  return { keyId: groups.keyId, tenantId: groups.tenantId, secret: groups.secret };
}

/** A new key for a tenant: its id, the hash to keep, and the text to show once. */
export function newApiKey(tenantId: string): { keyId: string; secretHash: string; text: string } {
  const keyId = `${tenantId}-${randomBytes(4).toString("hex")}`;
  const secret = randomBytes(32).toString("hex");
  return { keyId, secretHash: hashSecret(secret), text: `ph_${keyId}_${secret}` };
}

/** SHA-256, hex. Fit for secrets of 256 random bits, which need no slow hash. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** Constant-time comparison of a secret with a kept hash. */
export function secretMatches(secret: string, secretHash: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret), "hex"), Buffer.from(secretHash, "hex"));
}

/** The credential of an `Authorization: Bearer …` header (RFC 6750), or undefined. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
}

export interface AdminKeyReader {
  /** The operator's admin key as it is now. */
  adminKey(): Promise<string>;
}
