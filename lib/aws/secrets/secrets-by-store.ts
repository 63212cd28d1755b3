import type { SecretStorage } from "../../core/model.ts";
import type { SigningSecrets } from "../../core/subscription/signing-secrets.ts";

type ByStore<T> = Readonly<Record<SecretStorage, T>>;

/** A kept secret is found where its reference says. */
export const revealByStore =
  (adapters: ByStore<Pick<SigningSecrets, "reveal">>): SigningSecrets["reveal"] =>
  (owner, ref) =>
    adapters[ref.store].reveal(owner, ref);

/** Both ways of keeping secrets side by side: a new one is kept as the stack's option says. */
export const byStore = (adapters: ByStore<SigningSecrets>, storage: SecretStorage): SigningSecrets => ({
  store: (owner, secret) => adapters[storage].store(owner, secret),
  add: (owner, ref, secret) => adapters[ref.store].add(owner, ref, secret),
  reveal: revealByStore(adapters),
  forget: (owner, ref) => adapters[ref.store].forget(owner, ref),
});
