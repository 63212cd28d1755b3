import type { Clock } from "../../core/clock.ts";
import type { PublicKeyReader } from "../../core/subscription/public-keys.ts";
import { validKeys } from "../../core/subscription/public-keys.ts";
import { jsonAnswer } from "../http/answers.ts";
import type { Operations } from "../http/endpoint.ts";
import { notFound } from "../http/refusals.ts";
import type { publicKeyRoutes } from "./public-key-routes.ts";

export interface PublicKeyPorts {
  publicKeys: PublicKeyReader;
  now: Clock;
}

/**
 * Less than the wait before a first retry. So after a rotation, a receiver with a stale answer can verify the retry.
 */
const CACHED_SECONDS = 20;

/** The public keys of a subscription that signs with ed25519, newest first. Receivers read them without a key. */
export const publicKeyOperations = ({ publicKeys, now }: PublicKeyPorts): Operations<typeof publicKeyRoutes> => ({
  readPublicKeys: async ({ id }) => {
    const keys = validKeys(await publicKeys.getPublicKeys(id), now()).map(({ key }) => key);
    if (keys.length === 0) throw notFound();
    const { headers, ...answer } = jsonAnswer(200, { publicKey: keys[0], publicKeys: keys });
    return { ...answer, headers: { ...headers, "cache-control": `public, max-age=${CACHED_SECONDS}` } };
  },
});
