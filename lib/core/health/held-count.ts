import type { Clock } from "../clock.ts";
import { lru } from "../kit/lru.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { SubscriptionKey } from "../model/subscription.ts";

/** The deliveries of a subscription that are held. */
export interface HeldCount {
  /** At most `MOST_COUNTED`. */
  count: number;
  /** Are there no more? */
  complete: boolean;
  /** When the oldest of them was created. */
  oldestAt?: string | undefined;
}

/** The most deliveries that are counted. */
export const MOST_COUNTED = 10_000;

/** A page of them takes about a megabyte. */
const PAGE = 2_000;

/** Thousands of rows take a CPU a second, and a dashboard asks again and again. So a function repeats a count for this long. */
const KEPT_MS = 5_000;
const KEPT_COUNTS = 200;

interface HeldCountPorts {
  log: Pick<LogReader, "listDeliveries">;
  now: Clock;
}

/** Makes a function that counts the held deliveries of a subscription. Its answer may be 5 seconds old. */
export function heldCounter({ log, now }: HeldCountPorts) {
  const counts = lru<{ count: Promise<HeldCount>; atMs: number }>(KEPT_COUNTS);

  return function heldOf(key: SubscriptionKey): Promise<HeldCount> {
    const name = `${key.tenantId}/${key.subscriptionId}`;
    const [kept, atMs] = [counts.get(name), now()];
    if (kept && atMs >= kept.atMs && atMs - kept.atMs < KEPT_MS) return kept.count;
    const count = countHeld(log, key);
    counts.set(name, { count, atMs });
    count.catch(() => counts.delete(name));
    return count;
  };
}

async function countHeld(log: HeldCountPorts["log"], key: SubscriptionKey): Promise<HeldCount> {
  let count = 0;
  let oldestAt: string | undefined;
  let after: string | undefined;
  do {
    const page = { limit: Math.min(PAGE, MOST_COUNTED - count), after };
    const { items, next } = await log.listDeliveries(key, { states: ["held"], order: "oldest" }, page);
    oldestAt ??= items[0]?.createdAt;
    count += items.length;
    after = next;
  } while (after !== undefined && count < MOST_COUNTED);
  return { count, complete: after === undefined, oldestAt };
}
