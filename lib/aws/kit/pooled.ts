/**
 * Runs `work` on all items, at most `limit` at a time. Takes an item only when it can start. After a rejection it starts
 * no further items.
 */
export async function pooled<T>(items: Iterable<T>, limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = oneByOne(items);
  async function drain(): Promise<void> {
    // A rejection ends this loop, which closes the generator. So the other loops end too.
    for (const item of queue) await work(item);
  }
  await Promise.all(Array.from({ length: limit }, drain));
}

function* oneByOne<T>(items: Iterable<T>): Generator<T> {
  yield* items;
}
