import type { Clock } from "../clock.ts";

interface Times {
  /** How long a value is used. It counts from the start of its load. */
  keepMs: number;
  /** How long a failure is repeated before the next load. */
  failureMs: number;
  now: Clock;
}

/** Caches one value. Concurrent callers share a load, and a failed load is not repeated at once. */
export function keptBriefly<T>(load: () => Promise<T>, { keepMs, failureMs, now }: Times): () => Promise<T> {
  let kept: { value: Promise<T>; atMs: number; forMs: number } | undefined;

  return function value(): Promise<T> {
    const ageMs = kept ? now() - kept.atMs : Number.NaN;
    // The comparison also fails without a value, and after the clock was set back.
    if (kept && ageMs >= 0 && ageMs < kept.forMs) return kept.value;
    const fresh = { value: load(), atMs: now(), forMs: keepMs };
    fresh.value.catch(() => {
      fresh.forMs = now() - fresh.atMs + failureMs;
    });
    kept = fresh;
    return fresh.value;
  };
}
