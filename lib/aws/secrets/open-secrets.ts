import type { Env } from "../../contract/env.ts";
import type { ServiceCaller } from "../kit/service-wire.ts";
import { type KeyRingReader, keyRingReader } from "./key-ring.ts";
import { pinnedSecrets } from "./pinned-secrets.ts";
import { sealedHeaders } from "./sealed-headers.ts";
import { sealedSecrets } from "./sealed-secrets.ts";
import { secretValue } from "./secret-value.ts";
import { revealByStore } from "./secrets-by-store.ts";

type KeyRingVariables = Env<readonly ["KEY_RING_SECRET_ID"]>;

/** The key ring that a function's environment names. */
export const openKeyRing = (vault: ServiceCaller, { KEY_RING_SECRET_ID }: KeyRingVariables): KeyRingReader =>
  keyRingReader(() => secretValue(vault, KEY_RING_SECRET_ID));

/** What a function needs to sign: the secrets of both stores, and the sealed headers. */
export function openSecrets(vault: ServiceCaller, env: KeyRingVariables) {
  const keyRing = openKeyRing(vault, env);
  const reveal = revealByStore({ "secrets-manager": pinnedSecrets(vault), sealed: sealedSecrets(keyRing) });
  return { secrets: { reveal }, seals: sealedHeaders(keyRing) };
}
