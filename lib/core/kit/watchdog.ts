import { Script } from "node:vm";

/** Where the script finds its work. A script without a context of its own takes no arguments. */
const SLOT = Symbol.for("posthorn.watchdog");

const script = new Script(`globalThis[Symbol.for("posthorn.watchdog")]()`);

/**
 * Runs synchronous work, and throws if it takes longer than the limit. V8 can stop any work, even in the middle of a
 * loop or a regular expression. Each call costs about 0.1 ms, because V8 starts a thread to keep the time. Calls must
 * not be nested.
 *
 * @param limitMs a positive integer
 */
export function withinMs<T>(limitMs: number, work: () => T): T {
  const slots = globalThis as unknown as Record<symbol, (() => T) | undefined>;
  slots[SLOT] = work;
  try {
    return script.runInThisContext({ timeout: limitMs });
  } finally {
    slots[SLOT] = undefined;
  }
}

/** Tells whether an error is the one that `withinMs` throws when time is up. */
export const isTimeUp = (error: unknown): boolean =>
  (error as { code?: string } | null)?.code === "ERR_SCRIPT_EXECUTION_TIMEOUT";
