import { setTimeout as sleep } from "node:timers/promises";

/**
 * The waits in milliseconds before a batch call's leftovers are tried again. Each wait is random, between half of the
 * value and all of it. AWS recommends exponential backoff:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const WAITS_MS = [50, 150, 450];

/**
 * Makes a batch call, and repeats it with its leftovers up to three times.
 *
 * @param call processes some of the items, and resolves with the items that remain
 * @returns the items that remain after the last call; empty when all are done
 */
export async function retryLeftovers<T>(items: T[], call: (items: T[]) => Promise<T[]>): Promise<T[]> {
  let left = await call(items);
  for (const wait of WAITS_MS) {
    if (left.length === 0) return left;
    await sleep(wait * (0.5 + Math.random() / 2));
    left = await call(left);
  }
  return left;
}
