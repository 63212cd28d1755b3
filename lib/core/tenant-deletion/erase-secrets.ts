import type { Clock } from "../clock.ts";
import { ABANDONED_MS, MOST_INTENTS, type SecretIntents } from "../subscription/secret-intents.ts";
import type { SigningSecrets } from "../subscription/signing-secrets.ts";
import type { ErasePage } from "./deletion-ports.ts";

export interface SecretErasurePorts {
  intents: Pick<SecretIntents, "listSecrets" | "endSecret">;
  secrets: Pick<SigningSecrets, "discard">;
  now: Clock;
}

/**
 * Deletes the secrets of a deleted tenant's subscriptions that are still stored. Each has an intent: deleting a
 * subscription writes one, and so does a request that died before it created its subscription. An intent of a tenant
 * with the same id is left alone while its request may still be under way.
 */
export function eraseSecrets({ intents, secrets, now }: SecretErasurePorts): ErasePage {
  return async function erase({ tenantId, createdAt }) {
    const beforeMs = Math.max(Date.parse(createdAt) + 1, now() - ABANDONED_MS);
    const found = await intents.listSecrets(new Date(beforeMs).toISOString(), tenantId);
    for (const intent of found) {
      await secrets.discard(intent);
      await intents.endSecret(intent);
    }
    return { done: found.length < MOST_INTENTS };
  };
}
