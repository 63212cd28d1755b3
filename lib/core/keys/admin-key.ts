import type { Clock } from "../clock.ts";
import { keptBriefly } from "../kit/kept-briefly.ts";
import { secretMatches } from "./api-keys.ts";

/** One version of the operator's admin key. */
export interface AdminKeyVersion {
  /** SHA-256 (hex) of the key. */
  secretHash: string;
  createdAt: string;
}

/** The current admin key, and the key that it replaced. */
export interface AdminKeyVersions {
  current: AdminKeyVersion;
  previous?: AdminKeyVersion;
}

export interface AdminKeyReader {
  /** Reads the versions of the admin key. It may leave out a previous key whose grace period is over. */
  adminKey(): Promise<AdminKeyVersions>;
}

export interface AdminKeyPorts {
  adminKeys: AdminKeyReader;
  now: Clock;
}

const KEEP_MS = 60_000;
const FAILURE_MS = 5_000;
const GRACE_MS = 3_600_000;

/** After a rotation, the previous key works for an hour, so that its users have time to change. */
export const previousWorks = (current: Pick<AdminKeyVersion, "createdAt">, nowMs: number): boolean =>
  nowMs < Date.parse(current.createdAt) + GRACE_MS;

/**
 * Finds the version of the admin key that a token is. Anyone can send any token, and a read of Secrets Manager costs
 * money and quota. So the hashes are kept for a minute: unknown tokens make a process read them once a minute at most.
 * That one read makes a new key work at once, unless another unknown token was sent in the minute before.
 */
export function adminKeyFinder({ adminKeys, now }: AdminKeyPorts) {
  const versions = keptBriefly(() => adminKeys.adminKey(), { keepMs: KEEP_MS, failureMs: FAILURE_MS, now });

  return async function find(token: string): Promise<AdminKeyVersion | undefined> {
    const askedMs = now();
    const found = versionOf(token, await versions.value(), now());
    if (found) return found;
    const renewed = await versions.doubted(askedMs);
    return renewed && versionOf(token, renewed, now());
  };
}

function versionOf(token: string, { current, previous }: AdminKeyVersions, nowMs: number): AdminKeyVersion | undefined {
  if (secretMatches(token, current.secretHash)) return current;
  const matches = previous !== undefined && secretMatches(token, previous.secretHash);
  return matches && previousWorks(current, nowMs) ? previous : undefined;
}
