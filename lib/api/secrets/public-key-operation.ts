import type { Clock } from "../../core/clock.ts";
import type { PublicKeyReader } from "../../core/subscription/public-keys.ts";
import { validKeys } from "../../core/subscription/public-keys.ts";
import type { Operation } from "../http/guards.ts";
import { jsonAnswer } from "../http/problem-json.ts";
import { notFound } from "../http/requests.ts";

export interface PublicKeyPorts {
  publicKeys: PublicKeyReader;
  now: Clock;
}

/** Less than the wait before a first retry: a receiver that keeps the answer so long misses no rotation for good. */
const CACHED_SECONDS = 20;

/** Of a subscription that signs with ed25519: the public keys to verify with, newest first. For everyone. */
export const publicKeyOperation = ({ publicKeys, now }: PublicKeyPorts): Operation =>
  async function publicKey({ id }) {
    const keys = validKeys(await publicKeys.getPublicKeys(id), now()).map(({ key }) => key);
    if (keys.length === 0) throw notFound();
    const { headers, ...answer } = jsonAnswer(200, { publicKey: keys[0], publicKeys: keys });
    return { ...answer, headers: { ...headers, "cache-control": `public, max-age=${CACHED_SECONDS}` } };
  };
