/** A map that drops its least recently used entry when it holds more than its limit. */
export interface Lru<V> {
  /** Returns the value of a key, and marks the key as the most recently used one. */
  get(key: string): V | undefined;
  set(key: string, value: V): void;
  delete(key: string): void;
}

/**
 * Makes an empty map that keeps up to `limit` entries.
 *
 * @param limit at least 1
 */
export function lru<V>(limit: number): Lru<V> {
  // A `Map` iterates in the order of insertion, so its first entry is the least recently used one.
  const entries = new Map<string, { value: V }>();

  function use(key: string, entry: { value: V }): V {
    entries.delete(key);
    entries.set(key, entry);
    return entry.value;
  }

  return {
    get(key) {
      const entry = entries.get(key);
      return entry && use(key, entry);
    },
    set(key, value) {
      use(key, { value });
      const oldest = entries.size > limit ? entries.keys().next().value : undefined;
      if (oldest !== undefined) entries.delete(oldest);
    },
    delete: (key) => void entries.delete(key),
  };
}

/**
 * Caches the results of `make` by key. Keeps the `limit` most recently used results. A call that throws caches nothing.
 */
export function memoized<V>(limit: number, make: (key: string) => V): (key: string) => V {
  const made = lru<{ value: V }>(limit);

  return function get(key) {
    const known = made.get(key);
    if (known) return known.value;
    const value = make(key);
    made.set(key, { value });
    return value;
  };
}

/**
 * Caches the results of an asynchronous `load` by key. Concurrent callers share one call, and a failure isn't cached.
 * There is no expiry: use it only for values that never change.
 *
 * @param limit the number of results to keep
 */
export function memoizedAsync<V>(limit: number, load: (key: string) => Promise<V>): (key: string) => Promise<V> {
  const loaded = lru<Promise<V>>(limit);

  return function get(key) {
    const known = loaded.get(key);
    if (known) return known;
    const value = load(key);
    loaded.set(key, value);
    value.catch(() => {
      if (loaded.get(key) === value) loaded.delete(key);
    });
    return value;
  };
}
