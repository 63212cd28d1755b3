import { FunctionError } from "./function-error.ts";
import type { PlacedSandbox } from "./sandbox-threads.ts";

export interface SandboxPool {
  /** Runs a task on a sandbox that no other task uses. Waits for a sandbox when all are in use. */
  use<T>(task: (sandbox: PlacedSandbox) => Promise<T>): Promise<T>;
  waiting(): number;
  stop(): Promise<void>;
}

export interface SandboxPoolOptions {
  start(): Promise<PlacedSandbox>;
  /** The largest number of sandboxes at a time. */
  limit: number;
}

/** Sandboxes that were idle for this long are stopped, except one. */
const IDLE_MS = 5_000;
/** How often the pool checks whether another sandbox is needed. */
const GROW_MS = 25;
/** While this thread is late, it doesn't know what its sandboxes do. Their calls wait for it. */
const PUNCTUAL_MS = 100;
/** How long an invocation must wait before another sandbox starts for it. The first one starts at once. */
const PATIENCE_MS = 40;
/** If no sandbox became free in this time, all of them are busy with long invocations. */
const HELD_MS = 500;
/**
 * This many sandboxes use up the CPU: one runs while the other waits for AWS. Another one helps only if most of them
 * wait for slow receivers. Otherwise it would take memory, and time to start, for nothing.
 */
const ENOUGH_FOR_CPU = 2;
/** The most sandboxes of one function. They take about 1 GB. */
const MOST_SANDBOXES = 256;

interface Waiter {
  sinceMs: number;
  resolve(sandbox: PlacedSandbox): void;
  reject(error: unknown): void;
}

/**
 * Creates the pool of one function's sandboxes. Starts another sandbox when an invocation has waited for a while.
 * Starts one at a time, because a start takes as much CPU as a hundred short invocations.
 */
export function createSandboxPool({ start, limit }: SandboxPoolOptions): SandboxPool {
  const most = Math.min(limit, MOST_SANDBOXES);
  const all = new Set<PlacedSandbox>();
  const idle: PlacedSandbox[] = [];
  const waiters: Waiter[] = [];
  let starting: Promise<void> | undefined;
  let stopped = false;
  /** The smallest number of idle sandboxes since the last check. The function did not need these. */
  let spare = 0;
  let checkedMs = performance.now();
  let punctualSinceMs = checkedMs;
  let freedMs = checkedMs;
  const growTimer = setInterval(check, GROW_MS).unref();
  const idleTimer = setInterval(shrink, IDLE_MS).unref();

  async function use<T>(task: (sandbox: PlacedSandbox) => Promise<T>): Promise<T> {
    const sandbox = await acquire();
    try {
      return await task(sandbox);
    } finally {
      release(sandbox);
    }
  }

  function acquire(): Promise<PlacedSandbox> {
    if (stopped) return Promise.reject(stoppedError());
    for (let free = idle.pop(); free; free = idle.pop()) {
      spare = Math.min(spare, idle.length);
      if (!free.dead()) return Promise.resolve(free);
      all.delete(free);
    }
    return new Promise((resolve, reject) => {
      waiters.push({ sinceMs: performance.now(), resolve, reject });
      grow();
    });
  }

  function release(sandbox: PlacedSandbox): void {
    if (sandbox.dead()) {
      all.delete(sandbox);
      grow();
      return;
    }
    freedMs = performance.now();
    const next = waiters.shift();
    if (next) next.resolve(sandbox);
    // The last one is used next, and the first one is stopped first. Those that share a thread end together with it.
    else if (sandbox.isShared) idle.unshift(sandbox);
    else idle.push(sandbox);
  }

  function check(): void {
    const nowMs = performance.now();
    if (nowMs - checkedMs > 2 * GROW_MS) punctualSinceMs = nowMs;
    checkedMs = nowMs;
    grow();
  }

  function grow(): void {
    const [oldest] = waiters;
    if (!oldest || starting || stopped || all.size >= most) return;
    if (all.size > 0 && performance.now() - oldest.sinceMs < PATIENCE_MS) return;
    if (all.size < ENOUGH_FOR_CPU || mostWaitForOthers() || areHeld(oldest)) add();
  }

  /** Has no sandbox become free for long? Then their invocations are long ones, and the next one could wait for ever. */
  const areHeld = ({ sinceMs }: Waiter): boolean => performance.now() - Math.max(sinceMs, freedMs) >= HELD_MS;

  function mostWaitForOthers(): boolean {
    if (performance.now() - punctualSinceMs < PUNCTUAL_MS) return false;
    const waiting = [...all].filter((sandbox) => sandbox.waitsForOthers());
    return waiting.length > all.size / 2;
  }

  function add(): void {
    starting = start()
      .then(adopt, (error) => waiters.shift()?.reject(error))
      .finally(() => {
        starting = undefined;
        grow();
      });
  }

  async function adopt(sandbox: PlacedSandbox): Promise<void> {
    if (stopped) return sandbox.stop();
    all.add(sandbox);
    release(sandbox);
  }

  function shrink(): void {
    for (const sandbox of idle.splice(0, Math.max(0, spare - 1))) {
      all.delete(sandbox);
      void sandbox.stop();
    }
    spare = idle.length;
  }

  async function stop(): Promise<void> {
    stopped = true;
    clearInterval(growTimer);
    clearInterval(idleTimer);
    for (const { reject } of waiters.splice(0)) reject(stoppedError());
    await Promise.all([starting, ...[...all].map((sandbox) => sandbox.stop())]);
  }

  return { use, waiting: () => waiters.length, stop };
}

const stoppedError = (): FunctionError =>
  new FunctionError({ errorType: "Runtime.Stopped", errorMessage: "the function was stopped", trace: [] });
