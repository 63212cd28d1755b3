/**
 * Remembers what `load` gave for a key, for ever: only for values that never change. The least recently used
 * go first. Concurrent askers share one call; a failure is not remembered.
 *
 * @param capacity how many values are kept
 */
export function remember<T>(capacity: number, load: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  return function get(key) {
    const value = kept.get(key) ?? fetch(key);
    kept.delete(key);
    kept.set(key, value);
    if (kept.size > capacity) kept.delete(kept.keys().next().value ?? key);
    return value;
  };

  function fetch(key: string): Promise<T> {
    const value = load(key);
    value.catch(() => {
      if (kept.get(key) === value) kept.delete(key);
    });
    return value;
  }
}
