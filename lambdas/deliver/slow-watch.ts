import type { PostResult } from "../../lib/core/delivery/outcome.ts";
import { SLOW_AFTER_MS, wasSlow } from "../../lib/core/health/health.ts";
import type { HealthStore } from "../../lib/core/health/health-store.ts";

export interface SlowWatch {
  /** Watches a POST that begins now. Returns a function to call when it ends, with its result if there is one. */
  begin(subscriptionId: string): (result?: PostResult) => void;
  /** Resolves when all marks are written. */
  written(): Promise<void>;
}

/**
 * Marks endpoints as slow while their POSTs hang. If it waited for the end, one endpoint could hold every invocation
 * until then. Makes at most one write for each subscription of a batch, even if its endpoint was marked when the batch
 * was read: other answers may have ended that mark since.
 */
export function slowWatch({ markSlow }: Pick<HealthStore, "markSlow">): SlowWatch {
  const marks = new Map<string, Promise<void>>();

  /** If a mark can't be written, the endpoint's next POST makes it. */
  function mark(subscriptionId: string): void {
    if (marks.has(subscriptionId)) return;
    marks.set(
      subscriptionId,
      markSlow(subscriptionId).catch(() => undefined),
    );
  }

  return {
    begin(subscriptionId) {
      const timer = setTimeout(mark, SLOW_AFTER_MS, subscriptionId);
      return (result) => {
        clearTimeout(timer);
        // The time limit may be shorter.
        if (result && wasSlow(result)) mark(subscriptionId);
      };
    },
    async written() {
      await Promise.all(marks.values());
    },
  };
}
