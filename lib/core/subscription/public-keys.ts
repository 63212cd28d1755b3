import type { PublicKey } from "../model/secret.ts";

/** The public keys that verify the signatures made now, newest first. */
export const validKeys = (keys: readonly PublicKey[], nowMs: number): PublicKey[] =>
  keys.filter(({ validUntil }) => validUntil === undefined || Date.parse(validUntil) > nowMs);

/**
 * The public keys after a rotation. An earlier key stays for as long as its secret signs.
 *
 * @param key the public key of the new secret; undefined if its dialect has no public keys
 * @param graceSeconds how long the earlier secrets continue to sign
 * @returns the keys, newest first; undefined if `key` is
 */
export function rotatedKeys(
  keys: readonly PublicKey[] | undefined,
  key: string | undefined,
  graceSeconds: number,
  nowMs: number,
): PublicKey[] | undefined {
  if (key === undefined) return undefined;
  if (graceSeconds === 0 || !keys) return [{ key }];
  const validUntil = new Date(nowMs + graceSeconds * 1000).toISOString();
  const before = validKeys(keys, nowMs).map((old) => ({ validUntil, ...old }));
  return [{ key }, ...before];
}

export interface PublicKeyReader {
  /** The public keys of a subscription, found by its id alone. Empty if there are none, or no such subscription. */
  getPublicKeys(subscriptionId: string): Promise<PublicKey[]>;
}
