interface Times {
  /** How long a value is used. It counts from the start of its load. */
  keepMs: number;
  /** How long a failure is repeated before the next load. */
  failureMs: number;
  /** The time in ms. */
  now: () => number;
}

export interface KeptBriefly<T> {
  /** The value, at most `keepMs` old. Concurrent callers share a load, and a failed load is not repeated at once. */
  value(): Promise<T>;
  /**
   * Loads the value before its time, for a caller to whom it seems outdated. Doubts cause one load per `keepMs` at most:
   * returns undefined after a recent doubt, and when the value was loaded since the caller asked.
   */
  doubted(askedMs: number): Promise<T> | undefined;
}

/** Caches one value. */
export function keptBriefly<T>(load: () => Promise<T>, { keepMs, failureMs, now }: Times): KeptBriefly<T> {
  let kept: { value: Promise<T>; atMs: number; forMs: number } | undefined;
  let doubtedMs = Number.NEGATIVE_INFINITY;
  let renewal: Promise<T> | undefined;
  return { value, doubted };

  function value(): Promise<T> {
    if (kept && isWithin(kept.atMs, kept.forMs)) return kept.value;
    const fresh = { value: load(), atMs: now(), forMs: keepMs };
    fresh.value.catch(() => {
      fresh.forMs = now() - fresh.atMs + failureMs;
    });
    kept = fresh;
    return fresh.value;
  }

  function doubted(askedMs: number): Promise<T> | undefined {
    if (renewal || isWithin(doubtedMs, keepMs)) return renewal;
    doubtedMs = now();
    if (kept && kept.atMs >= askedMs) return undefined;
    renewal = renewed().finally(() => {
      renewal = undefined;
    });
    return renewal;
  }

  /**
   * Until the new value is there, and if it can't be loaded, the old one stays in use. A value whose load began
   * meanwhile is younger, and stays too.
   */
  async function renewed(): Promise<T> {
    const [before, atMs] = [kept, now()];
    const fresh = await load();
    if (kept === before) kept = { value: Promise.resolve(fresh), atMs, forMs: keepMs };
    return fresh;
  }

  /** Is this time less than `forMs` ago? A time in the future doesn't count: the clock was set back. */
  function isWithin(sinceMs: number, forMs: number): boolean {
    const ageMs = now() - sinceMs;
    return ageMs >= 0 && ageMs < forMs;
  }
}
