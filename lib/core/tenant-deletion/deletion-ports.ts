import type { Page, PageRequest } from "../kit/pages.ts";
import type { DeletionSlice, ErasedPage, ErasureStep, TenantDeletion } from "./tenant-deletion.ts";

/** The deletions of tenants. `TenantStore` creates them. */
export interface TenantDeletionStore {
  /** Resolves with undefined if there is no such deletion. */
  getDeletion(id: string): Promise<TenantDeletion | undefined>;
  /** Newest first. */
  listDeletions(page: PageRequest): Promise<Page<TenantDeletion>>;
  /** Deletions that are not completed. */
  listUnfinished(): Promise<TenantDeletion[]>;
  /** Replaces a deletion if the stored one still has this version. Resolves with false otherwise. */
  putDeletion(deletion: TenantDeletion, version: number): Promise<boolean>;
}

export interface DeletionQueue {
  /** Queues a slice. Its message can be received after `delaySeconds`, up to 900. */
  sendSlice(slice: DeletionSlice, delaySeconds: number): Promise<void>;
}

/**
 * Erases a page of what a deleted tenant had. Takes a few seconds at most, unless an event has tens of thousands of
 * deliveries. Repeating a page is harmless, also after a crash in its middle. What belongs to another tenant stays, even
 * if that tenant has the same id.
 */
export type ErasePage = (deletion: TenantDeletion) => Promise<ErasedPage>;

/** Erases rows of the table. */
export type TenantEraser = Readonly<Record<Exclude<ErasureStep, "secrets">, ErasePage>>;
