import type { SecretRef, SubscriptionKey } from "../model.ts";

/** Whose secret it is; sealed secrets are bound to it. */
export type SecretOwner = SubscriptionKey;

export interface SigningSecrets {
  /** Keeps a new secret and tells where. */
  store(owner: SecretOwner, secret: string): Promise<SecretRef>;
  /**
   * Keeps a further secret where the others of a reference are; the answer refers to it alone. Refused with a
   * `Refusal` of status 429 when that was done too often within a day.
   */
  add(owner: SecretOwner, ref: SecretRef, secret: string): Promise<SecretRef>;
  /** The secrets to sign with, newest first. */
  reveal(owner: SecretOwner, ref: SecretRef): Promise<string[]>;
  /** Lets go of a deleted subscription's secrets. */
  forget(owner: SecretOwner, ref: SecretRef): Promise<void>;
}
