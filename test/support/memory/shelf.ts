import type { Clock } from "../../../lib/core/clock.ts";

/** Records by key, copied in and out as JSON does, as a table would; gone when their time is over. */
export interface Shelf<T> {
  put(key: string, value: T, sinceIso?: string): void;
  get(key: string): T | undefined;
  delete(key: string): boolean;
  values(): T[];
}

/**
 * @param lifetimeMs how long after its `sinceIso` a record is there; without end when left out
 */
export function shelf<T>(now: Clock, lifetimeMs = Number.POSITIVE_INFINITY): Shelf<T> {
  const kept = new Map<string, { text: string; until: number }>();
  return {
    put(key, value, sinceIso) {
      const until = sinceIso === undefined ? Number.POSITIVE_INFINITY : Date.parse(sinceIso) + lifetimeMs;
      kept.set(key, { text: JSON.stringify(value), until });
    },
    get(key) {
      const entry = kept.get(key);
      return entry && entry.until > now() ? (JSON.parse(entry.text) as T) : undefined;
    },
    delete: (key) => kept.delete(key),
    values: () => [...kept.values()].filter(({ until }) => until > now()).map(({ text }) => JSON.parse(text) as T),
  };
}
