import { createSecretKey, type KeyObject } from "node:crypto";
import { memoized } from "../core/kit/lru.ts";

const KEPT_KEYS = 1_000;

/**
 * Returns a function that makes the HMAC key of a secret. It caches the most recently used keys, because making a key
 * costs five times as much as the HMAC itself (10 µs and 2 µs in Node 24).
 *
 * @param bytesOf returns a secret's key bytes
 */
export const hmacKeys = (bytesOf: (secret: string) => Buffer): ((secret: string) => KeyObject) =>
  memoized(KEPT_KEYS, (secret) => createSecretKey(bytesOf(secret)));
