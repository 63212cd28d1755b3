import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits before what a batch call left undone is tried again, in milliseconds; each is drawn between half and
 * the whole of it. AWS asks for backoff: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const WAITS_MS = [50, 150, 450];

/** How often a call may fail before its failure is thrown. */
const MAX_FAILURES = 3;

/**
 * Makes a call that fails in passing one that leaves all of its items undone; it throws what will not pass, and
 * the third failure.
 */
export function patiently<T>(call: (items: T[]) => Promise<T[]>, mayPass: (error: unknown) => boolean) {
  let failures = 0;
  return async function patientCall(items: T[]): Promise<T[]> {
    try {
      return await call(items);
    } catch (error) {
      failures += 1;
      if (failures === MAX_FAILURES || !mayPass(error)) throw error;
      return items;
    }
  };
}

/**
 * Calls again with what a call left undone, a few times.
 *
 * @param call does a part of the items, and resolves with those still to be done
 * @returns what is undone in the end, empty when all is done
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
