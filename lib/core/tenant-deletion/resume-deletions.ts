import type { Clock } from "../clock.ts";
import type { DeletionQueue, TenantDeletionStore } from "./deletion-ports.ts";

export interface ResumePorts {
  deletions: Pick<TenantDeletionStore, "listUnfinished">;
  deletionSlices: DeletionQueue;
  now: Clock;
}

/** A deletion that works advances every few seconds, once its first quarter of an hour is over. */
const STALLED_MS = 3_600_000;

/**
 * Queues the slices of deletions again that have not advanced for an hour: their messages were never sent, or failed
 * too often. A slice that is queued twice is harmless. Resolves with the number of these deletions.
 */
export function resumeDeletions({ deletions, deletionSlices, now }: ResumePorts) {
  return async function resume(): Promise<number> {
    const before = new Date(now() - STALLED_MS).toISOString();
    const stalled = (await deletions.listUnfinished()).filter(({ updatedAt }) => updatedAt < before);
    for (const { id: deletionId, slice } of stalled) await deletionSlices.sendSlice({ deletionId, slice }, 0);
    return stalled.length;
  };
}
