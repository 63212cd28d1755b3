import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import { memoized } from "../core/kit/lru.ts";
import { canonicalBase64, isCanonicalBase64 } from "./canonical-base64.ts";

const PREFIX = "whsk_";

/** The bytes before the 32 bytes of a private key in PKCS #8 (RFC 8410, section 7). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** Generates a secret key: `whsk_<base64>` of the seed and the public key, 64 bytes in libsodium's format. */
export function generateEd25519(): string {
  const seed = randomBytes(32);
  return PREFIX + Buffer.concat([seed, publicBytes(privateKey(seed))]).toString("base64");
}

/** Rewrites a secret key in canonical base64. */
export const canonicalEd25519 = canonicalBase64(PREFIX);

/** Explains what is wrong with a customer's own secret key. Undefined if it is valid: 64 bytes, or the 32-byte seed. */
export function ed25519Problem(secret: string): string | undefined {
  if (!isCanonicalBase64(PREFIX, secret)) return "must be whsk_ followed by base64";
  const bytes = bytesOf(secret);
  if (bytes.length === 32) return undefined;
  if (bytes.length !== 64) return "must hold 32 or 64 bytes";
  const fits = publicBytes(privateKey(bytes)).equals(bytes.subarray(32));
  return fits ? undefined : "must hold a private key and its public key";
}

/** Signs a text. Returns the bytes of the signature. */
export const signEd25519 = (secret: string, text: Buffer): Buffer => sign(null, text, keyOf(secret));

/** Returns the public key of a secret key, as `whpk_<base64>`. */
export const publicKeyOf = (secret: string): string => `whpk_${publicBytes(keyOf(secret)).toString("base64")}`;

const bytesOf = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), "base64");

const privateKey = (bytes: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, bytes.subarray(0, 32)]), format: "der", type: "pkcs8" });

const KEPT_KEYS = 1_000;

/** Keys are cached so that each is parsed only once. */
const keyOf = memoized(KEPT_KEYS, (secret): KeyObject => privateKey(bytesOf(secret)));

/** Returns the raw public key: the last 32 bytes of the SubjectPublicKeyInfo. */
const publicBytes = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
