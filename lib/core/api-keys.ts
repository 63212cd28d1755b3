import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * `ph_<tenant id>-<8 characters>_<secret>`. The key id contains the tenant's id, so that one BatchGetItem can read both
 * the key and the tenant.
 */
const API_KEY = /^ph_(?<keyId>(?<tenantId>[A-Za-z0-9_-]{1,64})-[0-9a-f]{8})_(?<secret>[0-9a-f]{64})$/;

export interface ParsedApiKey {
  keyId: string;
  tenantId: string;
  secret: string;
}

/** Reads the parts of an API key. Returns undefined for any other string. */
export function parseApiKey(text: string): ParsedApiKey | undefined {
  const groups = API_KEY.exec(text)?.groups;
  if (!groups?.keyId || !groups.tenantId || !groups.secret) return undefined;
  return { keyId: groups.keyId, tenantId: groups.tenantId, secret: groups.secret };
}

/** Makes a key for a tenant. Keep its id and hash. Show its text once. */
export function newApiKey(tenantId: string): { keyId: string; secretHash: string; text: string } {
  const keyId = `${tenantId}-${randomBytes(4).toString("hex")}`;
  const secret = randomBytes(32).toString("hex");
  return { keyId, secretHash: hashSecret(secret), text: `ph_${keyId}_${secret}` };
}

/** SHA-256 (hex). A secret of 256 random bits can't be guessed, so it needs no slow hash. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

/** Compares a secret with a stored hash in constant time. */
export function secretMatches(secret: string, secretHash: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(secret), "hex"), Buffer.from(secretHash, "hex"));
}

/** The credential in an `Authorization: Bearer …` header (RFC 6750); undefined if there is none. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
}

export interface AdminKeyReader {
  /** The operator's current admin key. */
  adminKey(): Promise<string>;
}
