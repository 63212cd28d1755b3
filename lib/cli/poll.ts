import { failed } from "./errors.ts";
import type { Io } from "./io.ts";

/** In seconds. */
export interface Polling {
  interval?: number | undefined;
  timeout?: number | undefined;
}

/**
 * Calls `look` until it resolves with a value. Rejects after `timeout`.
 *
 * @param waiting called once if the first look finds nothing. Gets the time at which the wait ends.
 */
export async function pollUntil<T>(
  { now, sleep }: Pick<Io, "now" | "sleep">,
  { interval = 1, timeout = Number.POSITIVE_INFINITY }: Polling,
  look: () => Promise<T | undefined>,
  waiting: (giveUpAtMs: number | undefined) => void,
): Promise<T> {
  const giveUpAt = now() + timeout * 1000;
  for (let looks = 0; ; looks++) {
    const found = await look();
    if (found !== undefined) return found;
    if (looks === 0) waiting(Number.isFinite(giveUpAt) ? giveUpAt : undefined);
    if (now() >= giveUpAt) throw failed(`timed out after ${timeout} s`);
    await sleep(interval * 1000);
  }
}
