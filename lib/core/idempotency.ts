import { hash, randomUUID } from "node:crypto";
import type { TenantRef } from "./model/tenant.ts";

/**
 * A request without an answer counts as abandoned after this time. No function that takes idempotency keys runs longer
 * than 30 s, so the request can't be under way any more.
 */
export const CLAIM_MS = 60_000;

/** How long the answer to a request is kept for its repeats. */
export const KEPT_SECONDS = 24 * 3600;

/** The caller of an operator's requests that act for a tenant. */
export const actingCaller = (keyId: string, { tenantId, incarnation }: TenantRef): string =>
  `${keyId}@${tenantId}~${incarnation}`;

/** The claim of one request to an idempotency key of one caller. */
export interface IdempotencyClaim {
  caller: string;
  /** SHA-256 (hex) of the idempotency key. */
  key: string;
  /** SHA-256 (hex) of the request. A repeat of the request has the same digest. */
  digest: string;
  /** Distinguishes this claim from other claims to the same key, including those of repeats. */
  id: string;
  atMs: number;
}

/**
 * Makes a claim for a request.
 *
 * @param asked everything that makes two requests different, as one list of strings
 */
export const claimOf = (caller: string, key: string, asked: string[], nowMs: number): IdempotencyClaim => ({
  caller,
  key: hash("sha256", key),
  digest: hash("sha256", JSON.stringify(asked)),
  id: randomUUID(),
  atMs: nowMs,
});

/** A request that uses an idempotency key. Without `sealed`, its sealed answer, the request is still under way. */
export interface KeptRequest {
  digest: string;
  sealed?: string | undefined;
}

export interface IdempotencyStore {
  /**
   * Claims a key for 24 hours. Resolves with undefined if the claim succeeds, and otherwise with the request that uses
   * the key. A claim also succeeds over an abandoned request (see `CLAIM_MS`) with the same digest.
   */
  claim(claim: IdempotencyClaim): Promise<KeptRequest | undefined>;
  /** Stores the sealed answer of a request. Does nothing if another claim has replaced this one. */
  keep(claim: IdempotencyClaim, sealed: string): Promise<void>;
  /** Releases the key of a claim that has no answer. */
  release(claim: IdempotencyClaim): Promise<void>;
}
