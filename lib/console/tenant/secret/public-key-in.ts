const PRIVATE = "whsk_";

/** How many bytes a private key has with its public key, which is the second half (the format of libsodium). */
const PAIR_BYTES = 64;

/** Whether a secret is the private key of a pair, with which Posthorn signs. Receivers need the public key. */
const isPrivateKey = (secret: string): boolean => secret.startsWith(PRIVATE);

/** The public key of a generated private key (`whsk_…`), as `whpk_…`. Undefined for other secrets. */
export function publicKeyIn(secret: string): string | undefined {
  if (!isPrivateKey(secret)) return undefined;
  const bytes = atob(secret.slice(PRIVATE.length));
  return bytes.length === PAIR_BYTES ? `whpk_${btoa(bytes.slice(PAIR_BYTES / 2))}` : undefined;
}
