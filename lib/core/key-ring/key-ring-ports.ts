import type { AuditEntry } from "../audit/audit-entry.ts";
import type { Subscription } from "../model/subscription.ts";
import type { KeyRingJob, KeyRingSlice, RingKeys } from "./key-ring-job.ts";

export interface KeyRingJobStore {
  /** The latest job; undefined before the first one. */
  getJob(): Promise<KeyRingJob | undefined>;
  /**
   * Writes a job if the stored one still has this version. Resolves with false otherwise.
   *
   * @param version undefined if there was no job
   * @param audit the audit entry of a request that starts the job. The same write stores it.
   */
  putJob(job: KeyRingJob, version: number | undefined, audit?: AuditEntry): Promise<boolean>;
}

export interface KeyRingQueue {
  /** Queues a slice. Its message can be received after `delaySeconds`, up to 900. */
  sendSlice(slice: KeyRingSlice, delaySeconds: number): Promise<void>;
}

/** Changes the stored key ring. A job changes it once, even if two functions work on the job at the same time. */
export interface KeyRingEditor {
  /**
   * Adds a key and makes it the current one. Rejects with a `PipelineFault` if the ring lacks the expected key: it was
   * read before the latest change, or somebody has replaced it.
   *
   * @param expected a key that the ring must have, if any
   */
  addKey(jobId: string, expected: string | undefined): Promise<RingKeys>;
  /** Removes all keys but the current one, which must be the expected one. */
  dropOldKeys(jobId: string, expected: string): Promise<RingKeys>;
}

/** The parts of a subscription that are sealed. */
export type SealedParts = Pick<Subscription, "secret" | "sealedHeaders">;

/** What becomes of a subscription's sealed values. */
export interface Resealing {
  /** The parts to write. Absent if they stay as they are. */
  parts?: SealedParts;
  /** Does a value not open? It stays as it is, and the others are sealed again. */
  unreadable: boolean;
}

export interface Resealer {
  /**
   * Resolves with a function that seals a subscription's values again, if they are under another key than the current
   * one. Rejects with a `PipelineFault` if the ring lacks the expected key.
   */
  resealWith(expected: string): Promise<(subscription: Subscription) => Resealing>;
}

export interface SealedPartsWriter {
  /**
   * Replaces the sealed values of a subscription that is still as it was read. This is not a change of the
   * subscription: `updatedAt` and the tenant's version stay the same. But a change that began before it fails.
   * Resolves with false if somebody changed the subscription in between.
   *
   * @param nowIso later than the `resealedAt` of the subscription
   */
  replaceSealed(subscription: Subscription, parts: SealedParts, nowIso: string): Promise<boolean>;
}
