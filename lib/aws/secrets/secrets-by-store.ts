import type { SecretStorage } from "../../core/model/secret.ts";
import type { SigningSecrets } from "../../core/subscription/signing-secrets.ts";

type ByStore<T> = Readonly<Record<SecretStorage, T>>;

/** Reads a secret from the store that its reference names. */
export const revealByStore =
  (adapters: ByStore<Pick<SigningSecrets, "reveal">>): SigningSecrets["reveal"] =>
  (owner, ref) =>
    adapters[ref.store].reveal(owner, ref);

/** Uses both stores side by side. A new secret goes to the store that the stack's option names. */
export const byStore = (adapters: ByStore<SigningSecrets>, storage: SecretStorage): SigningSecrets => ({
  store: (owner, secret) => adapters[storage].store(owner, secret),
  add: (owner, ref, secret) => adapters[ref.store].add(owner, ref, secret),
  reveal: revealByStore(adapters),
  forget: (owner, ref) => adapters[ref.store].forget(owner, ref),
  discard: async (owner) => {
    for (const adapter of Object.values(adapters)) await adapter.discard(owner);
  },
});
