import { createSecretKey, type KeyObject } from "node:crypto";
import { memoized } from "../core/kit/lru.ts";

const KEPT_KEYS = 1_000;

/**
 * HMAC keys of secrets. Making one costs five times as much as the HMAC that it is for (10 µs and 2 µs in Node
 * 24), so those used last are kept.
 *
 * @param bytesOf the key's bytes in a secret's text
 */
export const hmacKeys = (bytesOf: (secret: string) => Buffer): ((secret: string) => KeyObject) =>
  memoized(KEPT_KEYS, (secret) => createSecretKey(bytesOf(secret)));
