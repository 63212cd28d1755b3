import { setTimeout as sleep } from "node:timers/promises";
import type { SentEvent } from "../../bench/support/load.ts";
import type { Arrival } from "./behaviours.ts";
import { epochMs } from "./epoch-ms.ts";
import { firstArrivals, type Waits, waitsOf } from "./waits.ts";

const LOOK_MS = 100;

/** Waits until a condition holds, but no longer than `withinMs`. Resolves with whether it holds. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const lastMs = epochMs() + withinMs;
  while (!(await holds())) {
    if (epochMs() >= lastMs) return false;
    await sleep(LOOK_MS);
  }
  return true;
}

/** Waits until the events have arrived, but no longer than `withinMs`. */
export async function arrived(arrivals: () => Arrival[], sent: readonly SentEvent[], withinMs: number): Promise<Waits> {
  await until(() => {
    const arrivedMs = firstArrivals(arrivals());
    return sent.every(({ id }) => arrivedMs.has(id));
  }, withinMs);
  return waitsOf(sent, arrivals(), epochMs());
}
