/** Lets one holder at a time have a key. */
export interface KeyLocks {
  /** Resolves once the caller has all of the keys, with a function that gives them back. */
  take(keys: readonly string[]): Promise<() => void>;
}

/** Keys are taken in one order, so that two callers never wait for each other. */
export function keyLocks(): KeyLocks {
  const last = new Map<string, Promise<void>>();

  return {
    async take(keys) {
      const unique = [...new Set(keys)].sort();
      const { promise, resolve } = Promise.withResolvers<void>();
      const before: Promise<void>[] = [];
      for (const key of unique) {
        const holder = last.get(key);
        if (holder) before.push(holder);
        last.set(key, promise);
      }
      await Promise.all(before);
      return () => {
        for (const key of unique) if (last.get(key) === promise) last.delete(key);
        resolve();
      };
    },
  };
}
