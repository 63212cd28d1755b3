import type { PublicKey } from "../model.ts";
import { MOST_SIGNING } from "./secret-ref.ts";

/** The keys that what is signed now is verified with, newest first. */
export const validKeys = (keys: readonly PublicKey[], nowMs: number): PublicKey[] =>
  keys.filter(({ validUntil }) => validUntil === undefined || Date.parse(validUntil) > nowMs);

/**
 * The public keys after a rotation: those before it stay as long as their secrets sign.
 *
 * @param key of the new secret; none where a secret has no public key
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
  return [{ key }, ...before].slice(0, MOST_SIGNING);
}

export interface PublicKeyReader {
  /** What a subscription published, by its id alone; nothing when it has no public keys, or is not there. */
  getPublicKeys(subscriptionId: string): Promise<PublicKey[]>;
}
