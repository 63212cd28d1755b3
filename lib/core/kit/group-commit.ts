/** Combines the items of several producers into a few writes. */
export interface GroupCommit<T, R> {
  /** Adds an item. Resolves with its result once the item is written, and rejects if the write fails. */
  add(item: T): Promise<R>;
  /** Says that one of the expected producers will add nothing. */
  leave(): void;
}

/**
 * Writes as soon as every expected producer has added an item or left, or `lingerMs` after the first unwritten item.
 * So producers share a write, and a slow producer doesn't hold the others back.
 *
 * @param expected the number of producers; each calls `add` or `leave` once
 * @param commit writes items; resolves with one result for each item, in order
 */
export function groupCommit<T, R>(
  expected: number,
  lingerMs: number,
  commit: (items: T[]) => Promise<R[]>,
): GroupCommit<T, R> {
  let outstanding = expected;
  let waiting: Waiting<T, R>[] = [];
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const group = waiting;
    waiting = [];
    if (group.length > 0) void write(group, commit);
  };

  const settle = () => {
    outstanding--;
    if (outstanding <= 0) flush();
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        timer ??= setTimeout(flush, lingerMs);
        settle();
      }),
    leave: settle,
  };
}

interface Waiting<T, R> {
  item: T;
  resolve: (result: R) => void;
  reject: (error: unknown) => void;
}

async function write<T, R>(group: Waiting<T, R>[], commit: (items: T[]) => Promise<R[]>): Promise<void> {
  try {
    const results = await commit(group.map(({ item }) => item));
    group.forEach(({ resolve, reject }, i) => {
      if (i < results.length) resolve(results[i] as R);
      else reject(new Error("the commit gave fewer results than items"));
    });
  } catch (error) {
    for (const { reject } of group) reject(error);
  }
}
