import type { Clock } from "../../../lib/core/clock.ts";
import type { Shuffle } from "./shuffle.ts";

/** Records by key. Copies records through JSON, as a table would, and hides expired records. */
export interface Shelf<T> {
  put(key: string, value: T, sinceIso?: string): void;
  get(key: string): T | undefined;
  delete(key: string): boolean;
  /** In any order, as a table returns the rows of a scan. */
  values(): T[];
  entries(): [key: string, value: T][];
}

/**
 * @param lifetimeMs how long a record is kept after its `sinceIso`; forever by default
 */
export function shelf<T>(now: Clock, shuffle: Shuffle, lifetimeMs = Number.POSITIVE_INFINITY): Shelf<T> {
  const kept = new Map<string, { text: string; until: number }>();
  const entries = (): [string, T][] =>
    shuffle([...kept].filter(([, { until }]) => until > now())).map(([key, { text }]) => [key, JSON.parse(text) as T]);
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
    values: () => entries().map(([, value]) => value),
    entries,
  };
}
