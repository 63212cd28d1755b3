/** The limits of one call: a number of items, and their total size in bytes. */
export interface BatchLimit {
  count: number;
  bytes: number;
}

/**
 * Cuts items into batches within a limit. Keeps their order. Takes items as its batches are taken, and one more. An item
 * that exceeds the limit of bytes gets a batch of its own, so the service rejects that item alone.
 */
export function* batchesOf<T>(items: Iterable<T>, limit: BatchLimit, bytesOf: (item: T) => number): Generator<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    if (batch.length > 0 && (batch.length >= limit.count || bytes + size > limit.bytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

/** Cuts items into batches as `batchesOf` does, all at once. */
export const inBatches = <T>(items: Iterable<T>, limit: BatchLimit, bytesOf: (item: T) => number): T[][] => [
  ...batchesOf(items, limit, bytesOf),
];

/** Cuts items into chunks of at most `count` items. Keeps their order. */
export const chunks = <T>(items: readonly T[], count: number): T[][] => inBatches(items, { count, bytes: 0 }, () => 0);
