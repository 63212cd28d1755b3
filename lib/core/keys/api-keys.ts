import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/**
 * `ph_<tenant id>-<8 characters>_<secret>`. The key id contains the tenant's id, so that one BatchGetItem can read both
 * the key and the tenant.
 */
const API_KEY = /^ph_(?<keyId>(?<tenantId>[A-Za-z0-9_-]{1,64})-[0-9a-f]{8})_(?<secret>[0-9a-f]{64})$/;

/**
 * `pho_operator-<16 characters>_<secret>`. No tenant's key can have such an id: the dash of a tenant's key id stands
 * before its last 8 characters.
 */
const OPERATOR_KEY = /^pho_(?<keyId>operator-[0-9a-f]{16})_(?<secret>[0-9a-f]{64})$/;
const OPERATOR_KEY_ID = /^operator-[0-9a-f]{16}$/;

/** The id of the admin key, where other keys have one of their own. */
export const ADMIN_KEY_ID = "admin";

/** Stands for a key's id where a person acts whom the operator's identity provider signed in. */
export const PEOPLE_KEY_ID = "oidc";

export interface ParsedOperatorKey {
  keyId: string;
  secret: string;
}

export interface ParsedApiKey extends ParsedOperatorKey {
  tenantId: string;
}

/** The tenant that a key with this id would belong to. Undefined if no tenant's key has such an id. */
export const tenantOfKeyId = (keyId: string): string | undefined =>
  /^([A-Za-z0-9_-]{1,64})-[0-9a-f]{8}$/.exec(keyId)?.[1];

/** A new key. Keep its id and hash. Show its text once. */
export interface NewKey {
  keyId: string;
  secretHash: string;
  text: string;
}

/** Reads the parts of an API key. Returns undefined for any other string. */
export function parseApiKey(text: string): ParsedApiKey | undefined {
  const groups = API_KEY.exec(text)?.groups;
  if (!groups?.keyId || !groups.tenantId || !groups.secret) return undefined;
  return { keyId: groups.keyId, tenantId: groups.tenantId, secret: groups.secret };
}

/** Reads the parts of an operator key. Returns undefined for any other string. */
export function parseOperatorKey(text: string): ParsedOperatorKey | undefined {
  const groups = OPERATOR_KEY.exec(text)?.groups;
  return groups?.keyId && groups.secret ? { keyId: groups.keyId, secret: groups.secret } : undefined;
}

/** Is this the id of an operator key, or of the admin key, or does it stand for the operator's people? */
export const isOperatorKeyId = (keyId: string): boolean =>
  keyId === ADMIN_KEY_ID || keyId === PEOPLE_KEY_ID || OPERATOR_KEY_ID.test(keyId);

/** Makes a key for a tenant. */
export const newApiKey = (tenantId: string): NewKey => newKey("ph", `${tenantId}-${randomBytes(4).toString("hex")}`);

/** Makes a key for the operator. */
export const newOperatorKey = (): NewKey => newKey("pho", `operator-${randomBytes(8).toString("hex")}`);

function newKey(prefix: string, keyId: string): NewKey {
  const secret = randomBytes(32).toString("hex");
  return { keyId, secretHash: hashSecret(secret), text: `${prefix}_${keyId}_${secret}` };
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
