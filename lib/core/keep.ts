/**
 * Values by key, made when they are first asked for; of more than `limit` those asked for longest ago go.
 *
 * @param make makes the value of a key; when it throws nothing is kept
 */
export function keepRecent<V>(limit: number, make: (key: string) => V): (key: string) => V {
  const kept = new Map<string, { value: V }>();

  return function get(key) {
    const entry = kept.get(key) ?? { value: make(key) };
    // Put back at the end: the first one in the map is the one asked for longest ago.
    kept.delete(key);
    kept.set(key, entry);
    const oldest = kept.size > limit ? kept.keys().next().value : undefined;
    if (oldest !== undefined) kept.delete(oldest);
    return entry.value;
  };
}
