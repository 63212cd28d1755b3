import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign } from "node:crypto";
import { memoized } from "../core/kit/lru.ts";

const PREFIX = "whsk_";

/** What goes before the 32 bytes of a private key in PKCS #8 (RFC 8410, 7). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** A new secret key, `whsk_<base64>` of the seed and its public key, 64 bytes, as libsodium writes it. */
export function generateEd25519(): string {
  const seed = randomBytes(32);
  return PREFIX + Buffer.concat([seed, publicBytes(privateKey(seed))]).toString("base64");
}

/** What is wrong with a secret key that a customer brings, or undefined: the seed's 32 bytes alone will do. */
export function ed25519Problem(secret: string): string | undefined {
  if (!/^whsk_[A-Za-z0-9+/]+={0,2}$/.test(secret)) return "must be whsk_ followed by base64";
  const bytes = bytesOf(secret);
  if (bytes.length === 32) return undefined;
  if (bytes.length !== 64) return "must hold 32 or 64 bytes";
  const fits = publicBytes(privateKey(bytes)).equals(bytes.subarray(32));
  return fits ? undefined : "must hold a private key and the public key that belongs to it";
}

/** The signature's bytes. */
export const signEd25519 = (secret: string, text: Buffer): Buffer => sign(null, text, keyOf(secret));

/** The public key of a secret key: `whpk_<base64>`. */
export const publicKeyOf = (secret: string): string => `whpk_${publicBytes(keyOf(secret)).toString("base64")}`;

const bytesOf = (secret: string): Buffer => Buffer.from(secret.slice(PREFIX.length), "base64");

const privateKey = (bytes: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, bytes.subarray(0, 32)]), format: "der", type: "pkcs8" });

const KEPT_KEYS = 1_000;

/** Kept, as those of HMACs are: parsing a key at each signature would be work done twice. */
const keyOf = memoized(KEPT_KEYS, (secret): KeyObject => privateKey(bytesOf(secret)));

/** The last 32 bytes of its SubjectPublicKeyInfo. */
const publicBytes = (key: KeyObject): Buffer =>
  createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
