import { failed } from "./errors.ts";
import type { Io } from "./io.ts";

/** In seconds. */
export interface Polling {
  interval?: number | undefined;
  timeout?: number | undefined;
}

/** Looks again and again until there is something. Rejects when the time is over. */
export async function polled<T>(
  { now, sleep }: Pick<Io, "now" | "sleep">,
  { interval = 1, timeout = Number.POSITIVE_INFINITY }: Polling,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const giveUpAt = now() + timeout * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (now() >= giveUpAt) throw failed(`still not done after ${timeout} s`);
    await sleep(interval * 1000);
  }
}
