/** The limits of one call: a number of items, and their total size in bytes. */
export interface BatchLimit {
  count: number;
  bytes: number;
}

/**
 * Cuts items into batches within a limit. Keeps their order. An item that exceeds the limit of bytes gets a batch of
 * its own, so the service rejects that item alone.
 */
export function inBatches<T>(items: readonly T[], limit: BatchLimit, bytesOf: (item: T) => number): T[][] {
  const batches: T[][] = [];
  let batch: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (batch.length > 0 && (batch.length >= limit.count || bytes + size > limit.bytes)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  return batch.length > 0 ? [...batches, batch] : batches;
}

/** Cuts items into chunks of at most `count` items. Keeps their order. */
export const chunks = <T>(items: readonly T[], count: number): T[][] => inBatches(items, { count, bytes: 0 }, () => 0);
