/**
 * The life of one invocation. After `callsToLive` calls the process dies, and its further calls have no effect.
 *
 * @param lag a delay before each call takes effect, so that other invocations can act in between
 */
export function mortal(callsToLive: number, lag?: () => Promise<void>) {
  let left = callsToLive;
  let isKilled = false;
  let die: (nothing: undefined) => void = () => undefined;
  const death = new Promise<undefined>((resolve) => {
    die = resolve;
  });

  /** Makes a call, unless the process has died or dies now. */
  async function call<T>(effect: () => Promise<T>): Promise<T> {
    if (left < 0) return new Promise<T>(() => undefined);
    left -= 1;
    if (left < 0) {
      die(undefined);
      return new Promise<T>(() => undefined);
    }
    await lag?.();
    if (isKilled) return new Promise<T>(() => undefined);
    return effect();
  }

  /** The port, whose methods all count as calls of this life. */
  function guard<P extends object>(port: P): P {
    const methods = Object.entries(port).map(([name, method]) => [
      name,
      typeof method === "function" ? (...args: unknown[]) => call(() => method(...args)) : method,
    ]);
    return Object.fromEntries(methods) as P;
  }

  /** Ends the life between two calls, as a time-out does. */
  function kill(): void {
    left = -1;
    isKilled = true;
    die(undefined);
  }

  return { kill, isMortal: Number.isFinite(callsToLive), death, guard };
}
