/** Where signing secrets are stored. */
export type SecretStorage = "secrets-manager" | "sealed";

/**
 * The signing secrets of a subscription, newest first. The next POST signs with all `versions`. Each version is the
 * version id of a Secrets Manager secret (`secretId`), or a sealed value. `retiresAt` has one time for each version
 * after the first: the version signs until then.
 */
export type SecretRef =
  | { store: "secrets-manager"; secretId: string; versions: string[]; retiresAt?: string[] }
  | { store: "sealed"; versions: string[]; retiresAt?: string[] };

/** A key that verifies signatures, for everyone to read. */
export interface PublicKey {
  key: string;
  /** Set once a newer key has replaced this one. */
  validUntil?: string;
}
