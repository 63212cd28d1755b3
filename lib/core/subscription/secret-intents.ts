import type { Clock } from "../clock.ts";
import type { SecretOwner, SigningSecrets } from "./signing-secrets.ts";

/** A secret of a subscription that has no row: not yet, or no longer. */
export interface SecretIntent extends SecretOwner {
  /** When the subscription was created, or when it was deleted. */
  at: string;
}

/**
 * Records a first secret before it is stored. Creating the subscription removes the record in the same transaction, and
 * deleting the subscription writes one. So after a crash, the record names a secret that belongs to no subscription, and
 * costs money.
 */
export interface SecretIntents {
  beginSecret(intent: SecretIntent): Promise<void>;
  /**
   * The oldest intents that began before a time, up to 25.
   *
   * @param tenantId lists only those of tenants with this id
   */
  listSecrets(before: string, tenantId?: string): Promise<SecretIntent[]>;
  endSecret(intent: SecretIntent): Promise<void>;
}

interface OrphanPorts {
  intents: SecretIntents;
  secrets: Pick<SigningSecrets, "discard">;
  now: Clock;
}

/** The most intents in a list. */
export const MOST_INTENTS = 25;

/** Far longer than a request may take. */
export const ABANDONED_MS = 15 * 60_000;

/** Deletes the secrets of subscriptions that were never written. */
export function discardOrphans({ intents, secrets, now }: OrphanPorts) {
  return async function discard(): Promise<void> {
    const abandoned = await intents.listSecrets(new Date(now() - ABANDONED_MS).toISOString());
    for (const intent of abandoned) {
      await secrets.discard(intent);
      await intents.endSecret(intent);
    }
  };
}
