export interface Arrivals {
  /** Wakes the long polls that wait for messages of the queue. */
  notify(queue: string): void;
  /** Resolves when the queue is notified, at the given time (epoch milliseconds) or when the signal aborts. */
  wait(queue: string, untilMs: number, signal: AbortSignal): Promise<void>;
}

/** Creates the place where long polls wait. */
export function createArrivals(): Arrivals {
  const waiting = new Map<string, Set<() => void>>();

  return {
    notify(queue) {
      for (const wake of waiting.get(queue) ?? []) wake();
    },

    wait: (queue, untilMs, signal) =>
      new Promise((resolve) => {
        const waiters = waiting.get(queue) ?? new Set();
        waiting.set(queue, waiters);
        const timer = setTimeout(wake, Math.max(0, untilMs - Date.now()));
        signal.addEventListener("abort", wake);
        waiters.add(wake);

        function wake() {
          clearTimeout(timer);
          signal.removeEventListener("abort", wake);
          waiters.delete(wake);
          resolve();
        }
      }),
  };
}
