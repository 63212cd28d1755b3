import { setTimeout as sleep } from "node:timers/promises";

/** A child process that answers. */
export interface Child {
  pid: number;
  /** Resolves when the process ends, with the reason in a few words. */
  ended: Promise<string>;
  stop(): Promise<void>;
}

export interface KeptChild {
  /** The process that runs now. */
  pid(): number;
  /** Resolves once the process runs: at once, or after a restart. */
  running(): Promise<void>;
  stop(): Promise<void>;
}

const FIRST_WAIT_MS = 50;
const LONGEST_WAIT_MS = 5_000;

/**
 * Starts a process, and starts it again whenever it ends by itself. Rejects when the first start fails. Tries a failed
 * restart again, at growing intervals.
 *
 * @param report called with one line for each end and each failed restart
 */
export async function keepRunning(start: () => Promise<Child>, report: (line: string) => void): Promise<KeptChild> {
  const stopping = new AbortController();
  let child = await start();
  let running = Promise.resolve();
  watch();

  function watch(): void {
    void child.ended.then((reason) => {
      if (stopping.signal.aborted) return;
      report(`ended unexpectedly (${reason}): starting it again`);
      running = restart();
    });
  }

  async function restart(): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; !stopping.signal.aborted; waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      try {
        child = await start();
        return watch();
      } catch (error) {
        report((error as Error).message);
        await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
    }
  }

  async function stop(): Promise<void> {
    stopping.abort();
    await running;
    await child.stop();
  }

  return { pid: () => child.pid, running: () => running, stop };
}
