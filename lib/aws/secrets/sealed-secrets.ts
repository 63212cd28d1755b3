import type { SecretRef } from "../../core/model/secret.ts";
import type { SecretOwner, SigningSecrets } from "../../core/subscription/signing-secrets.ts";
import type { KeyRing, KeyRingReader } from "./key-ring.ts";
import { openValue, ringFor, type SealContext, sealValue } from "./sealed-value.ts";

/** Seals secrets into their subscription's row. */
export function sealedSecrets(keyRing: KeyRingReader): SigningSecrets {
  return { store, add, reveal, forget, discard: forget };

  async function store(owner: SecretOwner, secret: string): Promise<SecretRef> {
    return { store: "sealed", versions: [seal(await keyRing.sealing(), owner, secret)] };
  }

  /** The reference holds the value itself, so a further secret is stored the same way as the first. */
  function add(owner: SecretOwner, _ref: SecretRef, secret: string): Promise<SecretRef> {
    return store(owner, secret);
  }

  async function reveal(owner: SecretOwner, ref: SecretRef): Promise<string[]> {
    const ring = await ringFor(keyRing, ref.versions);
    return ref.versions.map((version) => open(ring, owner, version));
  }

  /** Nothing to do: the secret is deleted with the row. */
  async function forget(): Promise<void> {}
}

/** Seals a secret with the ring's current key. */
export const seal = (ring: KeyRing, owner: SecretOwner, secret: string): string =>
  sealValue(ring, secretContext(owner), secret);

/** Opens a secret that was sealed for this owner. Throws a `PipelineFault` for any other text. */
export const open = (ring: KeyRing, owner: SecretOwner, version: string): string =>
  openValue(ring, secretContext(owner), version);

export const secretContext = ({ tenantId, subscriptionId }: SecretOwner): SealContext => [tenantId, subscriptionId];
