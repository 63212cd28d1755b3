import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { IdempotencyClaim } from "./idempotency.ts";

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts the answer to a claimed request, because an answer may contain secrets. Only a repeat of the request can
 * open it: the key is derived from the caller's credential and the idempotency key, and Posthorn keeps only hashes of
 * both.
 */
export function sealAnswer(
  answer: string,
  claim: IdempotencyClaim,
  credential: string,
  idempotencyKey: string,
): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv(CIPHER, keyOf(credential, idempotencyKey), iv).setAAD(boundTo(claim));
  const sealed = Buffer.concat([iv, cipher.update(answer, "utf8"), cipher.final(), cipher.getAuthTag()]);
  return sealed.toString("base64");
}

/** Opens an answer that was sealed for the same request. Returns undefined if the credential is another one. */
export function openAnswer(
  sealed: string,
  claim: IdempotencyClaim,
  credential: string,
  idempotencyKey: string,
): string | undefined {
  const bytes = Buffer.from(sealed, "base64");
  const iv = bytes.subarray(0, IV_BYTES);
  const decipher = createDecipheriv(CIPHER, keyOf(credential, idempotencyKey), iv).setAAD(boundTo(claim));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES)), decipher.final()]).toString();
  } catch {
    return undefined;
  }
}

const keyOf = (credential: string, idempotencyKey: string): Buffer =>
  Buffer.from(hkdfSync("sha256", credential, idempotencyKey, "posthorn idempotency", 32));

const boundTo = ({ caller, key, digest }: IdempotencyClaim): Buffer => Buffer.from(`${caller}\n${key}\n${digest}`);
