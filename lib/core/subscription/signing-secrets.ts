import type { SecretRef } from "../model/secret.ts";
import type { SubscriptionKey } from "../model/subscription.ts";

/** The subscription that a secret belongs to. A sealed secret can be opened only for its owner. */
export type SecretOwner = SubscriptionKey;

export interface SigningSecrets {
  /** Stores a first secret. Resolves with the reference to it. */
  store(owner: SecretOwner, secret: string): Promise<SecretRef>;
  /**
   * Stores another secret in the same place as the secrets of a reference. Resolves with a reference to the new secret
   * alone. Throws a 429 `Refusal` if too many secrets were added within a day.
   */
  add(owner: SecretOwner, ref: SecretRef, secret: string): Promise<SecretRef>;
  /** The secrets to sign with, newest first. */
  reveal(owner: SecretOwner, ref: SecretRef): Promise<string[]>;
  /** Deletes the secrets of a deleted subscription. */
  forget(owner: SecretOwner, ref: SecretRef): Promise<void>;
  /** Deletes what `store` has stored for a subscription that was never written, if it has. */
  discard(owner: SecretOwner): Promise<void>;
}
