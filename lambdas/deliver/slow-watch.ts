import type { PostResult } from "../../lib/core/delivery/outcome.ts";
import { type Health, SLOW_AFTER_MS, wasSlow } from "../../lib/core/health/health.ts";
import type { HealthCounter } from "../../lib/core/health/health-store.ts";
import type { SubscriptionKey } from "../../lib/core/model/subscription.ts";

/** A POST that is watched. */
export interface WatchedPost<Ended> {
  /** Call it once there is a connection to the endpoint. */
  connected(): void;
  /** Call it when the POST has ended, with its result if there is one. */
  ended(result?: PostResult): Ended;
}

export interface SlowWatch {
  /** Watches a POST that begins now. Its end tells whether it was counted as a time-out while it hung. */
  begin(subscription: SubscriptionKey): WatchedPost<boolean>;
  /** Resolves when the subscription's mark is written, with true, or with false at once if there is none. */
  marked(subscriptionId: string): Promise<boolean>;
  /** Resolves when all marks are written. */
  written(): Promise<void>;
}

/** POSTs that began soon after the first one hang too. */
const HANGS_AFTER_MS = SLOW_AFTER_MS - 100;

/**
 * Marks endpoints as slow while their POSTs hang. If it waited for the end, one endpoint could hold every invocation
 * until then. Makes at most one write for each subscription of a batch, even if its endpoint was marked when the batch
 * was read: other answers may have ended that mark since. Each POST that hangs then counts as a time-out. Without a connection it doesn't: perhaps our
 * own network is down.
 *
 * @param onMark is told what is known after a mark. It never rejects
 */
export function slowWatch(
  { markSlow }: Pick<HealthCounter, "markSlow">,
  onMark: (subscription: SubscriptionKey, health: Health) => Promise<void>,
): SlowWatch {
  const marks = new Map<string, Promise<void>>();
  const hanging = new Set<{ subscriptionId: string; isConnected: boolean; isCounted: boolean }>();

  /** If a mark can't be written, the endpoint's next POST makes it. */
  function mark(subscription: SubscriptionKey): void {
    const { subscriptionId } = subscription;
    if (marks.has(subscriptionId)) return;
    const counted = [...hanging].filter((post) => post.subscriptionId === subscriptionId && post.isConnected);
    for (const post of counted) post.isCounted = true;
    const marking = markSlow(subscription, counted.length).then(
      (health) => onMark(subscription, health),
      () => undefined,
    );
    marks.set(subscriptionId, marking);
  }

  return {
    begin(subscription) {
      const post = { subscriptionId: subscription.subscriptionId, isConnected: false, isCounted: false };
      let timer = setTimeout(() => {
        hanging.add(post);
        timer = setTimeout(mark, SLOW_AFTER_MS - HANGS_AFTER_MS, subscription);
      }, HANGS_AFTER_MS);
      return {
        connected() {
          post.isConnected = true;
        },
        ended(result) {
          clearTimeout(timer);
          hanging.delete(post);
          // The time limit may be shorter.
          if (result && wasSlow(result)) mark(subscription);
          return post.isCounted;
        },
      };
    },
    async marked(subscriptionId) {
      await marks.get(subscriptionId);
      return marks.has(subscriptionId);
    },
    async written() {
      await Promise.all(marks.values());
    },
  };
}
