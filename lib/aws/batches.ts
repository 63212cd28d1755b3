/** What one call may carry: so many items, and so many bytes of them together. */
export interface BatchLimit {
  count: number;
  bytes: number;
}

/**
 * Cuts items into batches, in order, none over the limit. An item that is over the bytes by itself gets a
 * batch of its own, so that the service refuses it and none of its neighbours.
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

/** Cuts items into chunks of at most `count`, in order. */
export const chunks = <T>(items: readonly T[], count: number): T[][] => inBatches(items, { count, bytes: 0 }, () => 0);

/** Runs `work` over all items, at most `limit` at a time. Stops taking on items when one rejects. */
export async function pooled<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items];
  async function drain(): Promise<void> {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
      await work(item).catch((error: unknown) => {
        queue.length = 0;
        throw error;
      });
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, drain));
}
