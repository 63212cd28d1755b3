import { createCipheriv, createDecipheriv, hash, hkdfSync, randomBytes, randomUUID } from "node:crypto";

/** An unfinished request is taken to have died after this long: no function of ours runs longer than 30 s. */
export const CLAIM_MS = 60_000;

/** So long the answer of a request is kept for its repeats. */
export const KEPT_SECONDS = 24 * 3600;

/** A request with an idempotency key: whose, which key (by its hash), and what was asked (by its hash). */
export interface IdempotencyClaim {
  caller: string;
  key: string;
  digest: string;
  /** Tells it from the claims of others. */
  id: string;
  atMs: number;
}

/** A claim for a request. What is asked must come as one list of texts. */
export const claimOf = (caller: string, key: string, asked: string[], nowMs: number): IdempotencyClaim => ({
  caller,
  key: hash("sha256", key),
  digest: hash("sha256", JSON.stringify(asked)),
  id: randomUUID(),
  atMs: nowMs,
});

const CIPHER = "aes-256-gcm";
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Seals the answer to a claim, which may show secrets, so that only a repeat opens it: its key is derived of the
 * caller's credential and the idempotency key, of which we keep no more than hashes.
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

/** The answer that was sealed for the same request; undefined with another credential. */
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

/** A request whose idempotency key is in use; without an answer it is still under way. */
export interface KeptRequest {
  digest: string;
  sealed?: string | undefined;
}

export interface IdempotencyStore {
  /**
   * Claims a key for 24 hours. Resolves with the request that it is in use for, if there is one; one without an
   * answer after `CLAIM_MS` is given up in favour of a claim with the same digest.
   */
  claim(claim: IdempotencyClaim): Promise<KeptRequest | undefined>;
  /** Keeps the answer, unless the claim was given up. */
  keep(claim: IdempotencyClaim, sealed: string): Promise<void>;
  /** Gives up a claim that has no answer. */
  release(claim: IdempotencyClaim): Promise<void>;
}
