import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { PipelineFault } from "../../core/errors.ts";
import type { KeyRing, KeyRingReader } from "./key-ring.ts";

/**
 * Identifies the place of a sealed value. It is authenticated data, so a value that is copied to another place doesn't
 * open. Each kind of value has a context of its own length, so that one kind never opens as another.
 */
export type SealContext = readonly string[];

/** The format of a sealed value: `v1.<key id>.<iv>.<ciphertext and tag>`, with the last two in base64url. */
const SEALED = /^v1\.(?<keyId>[A-Za-z0-9_-]{1,32})\.(?<iv>[A-Za-z0-9_-]{16})\.(?<box>[A-Za-z0-9_-]{22,})$/;

const IV_BYTES = 12;
const TAG_BYTES = 16;

/** A ring that has these keys. Reads the ring again only when the cached ring lacks a key; the cache never expires. */
export async function ringFor(keyRing: KeyRingReader, values: readonly string[]): Promise<KeyRing> {
  const keyIds = values.map((value) => partsOf(value).keyId);
  const known = await keyRing.ring();
  return keyIds.every((id) => known.keys.has(id)) ? known : keyRing.reread();
}

/** Is the value sealed with the ring's current key? */
const isCurrent = ({ current }: KeyRing, sealed: string): boolean => partsOf(sealed).keyId === current;

/** The same value, sealed with the ring's current key. Throws as `openValue` does. */
export const resealValue = (ring: KeyRing, context: SealContext, sealed: string): string =>
  isCurrent(ring, sealed) ? sealed : sealValue(ring, context, openValue(ring, context, sealed));

/** Seals a value with AES-256-GCM under the ring's current key. */
export function sealValue({ current, keys }: KeyRing, context: SealContext, value: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyOf(keys, current), iv).setAAD(aad(context, current));
  const box = Buffer.concat([cipher.update(value, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return `v1.${current}.${iv.toString("base64url")}.${box.toString("base64url")}`;
}

/**
 * Opens a sealed value. Throws a `PipelineFault` when the value was changed, has another context, or has an unknown key.
 */
export function openValue({ keys }: KeyRing, context: SealContext, sealed: string): string {
  const { keyId, iv, box } = partsOf(sealed);
  const bytes = Buffer.from(box, "base64url");
  const key = keyOf(keys, keyId);
  const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64url"), { authTagLength: TAG_BYTES });
  decipher.setAAD(aad(context, keyId)).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(0, -TAG_BYTES), undefined, "utf8") + decipher.final("utf8");
  } catch (error) {
    throw new PipelineFault("a sealed value does not open", error);
  }
}

function partsOf(sealed: string): { keyId: string; iv: string; box: string } {
  const { keyId, iv, box } = SEALED.exec(sealed)?.groups ?? {};
  if (!keyId || !iv || !box) throw new PipelineFault("a sealed value is malformed");
  return { keyId, iv, box };
}

function keyOf(keys: KeyRing["keys"], id: string): Buffer {
  const key = keys.get(id);
  if (!key) throw new PipelineFault(`the key ring has no key ${id}`);
  return key;
}

const aad = (context: SealContext, keyId: string): Buffer => Buffer.from(JSON.stringify(["v1", keyId, ...context]));
