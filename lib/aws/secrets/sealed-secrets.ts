import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { PipelineFault } from "../../core/errors.ts";
import type { SecretRef } from "../../core/model.ts";
import type { SecretOwner, SigningSecrets } from "../../core/subscription/signing-secrets.ts";
import type { KeyRing, KeyRingReader } from "./key-ring.ts";

/**
 * The format of a sealed value: `v1.<key id>.<iv>.<ciphertext and tag>`, with the last two in base64url. The cipher is
 * AES-256-GCM. The owner is authenticated data, so a value that is copied to another subscription doesn't open.
 */
const SEALED = /^v1\.(?<keyId>[A-Za-z0-9_-]{1,32})\.(?<iv>[A-Za-z0-9_-]{16})\.(?<box>[A-Za-z0-9_-]{22,})$/;

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** Seals secrets into their subscription's row. */
export function sealedSecrets(keyRing: KeyRingReader): SigningSecrets {
  return { store, add, reveal, forget };

  async function store(owner: SecretOwner, secret: string): Promise<SecretRef> {
    return { store: "sealed", versions: [seal(await keyRing.ring(), owner, secret)] };
  }

  /** The reference holds the value itself, so a further secret is stored the same way as the first. */
  function add(owner: SecretOwner, _ref: SecretRef, secret: string): Promise<SecretRef> {
    return store(owner, secret);
  }

  async function reveal(owner: SecretOwner, ref: SecretRef): Promise<string[]> {
    const ring = await ringWith(keyRing, ref.versions.map(keyIdOf));
    return ref.versions.map((version) => open(ring, owner, version));
  }

  /** Nothing to do: the secret is deleted with the row. */
  async function forget(): Promise<void> {}
}

/** A ring that has these keys. Reads the ring again only when the cached ring lacks a key; the cache never expires. */
async function ringWith(keyRing: KeyRingReader, keyIds: string[]): Promise<KeyRing> {
  const known = await keyRing.ring();
  return keyIds.every((id) => known.keys.has(id)) ? known : keyRing.reread();
}

/** Seals a secret with the ring's current key. */
export function seal({ current, keys }: KeyRing, owner: SecretOwner, secret: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(keys, current), iv).setAAD(aad(owner, current));
  const box = Buffer.concat([cipher.update(secret, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1.${current}.${iv.toString("base64url")}.${box.toString("base64url")}`;
}

/**
 * Opens a sealed secret. Throws a `PipelineFault` when the value was changed, has another owner, or has an unknown key.
 */
export function open({ keys }: KeyRing, owner: SecretOwner, version: string): string {
  const { keyId, iv, box } = partsOf(version);
  const bytes = Buffer.from(box, "base64url");
  const key = keyOf(keys, keyId);
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64url"), { authTagLength: TAG_BYTES });
  decipher.setAAD(aad(owner, keyId)).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
  } catch (error) {
    throw new PipelineFault("a sealed secret does not open", error);
  }
}

const keyIdOf = (version: string): string => partsOf(version).keyId;

function partsOf(version: string): { keyId: string; iv: string; box: string } {
  const { keyId, iv, box } = SEALED.exec(version)?.groups ?? {};
  if (!keyId || !iv || !box) throw new PipelineFault("a sealed secret is malformed");
  return { keyId, iv, box };
}

function keyOf(keys: KeyRing["keys"], id: string): Buffer {
  const key = keys.get(id);
  if (!key) throw new PipelineFault(`the key ring has no key ${id}`);
  return key;
}

const aad = ({ tenantId, subscriptionId }: SecretOwner, keyId: string): Buffer =>
  Buffer.from(JSON.stringify(["v1", keyId, tenantId, subscriptionId]));
