/**
 * The life of one invocation: after so many calls the process dies, and nothing that it calls happens any more.
 *
 * @param lag waited out before each call takes effect, so that others come in between
 */
export function mortal(callsToLive: number, lag?: () => Promise<void>) {
  let left = callsToLive;
  let die: (nothing: undefined) => void = () => undefined;
  const death = new Promise<undefined>((resolve) => {
    die = resolve;
  });

  /** Each call either dies before it happens, dies after it, or goes through. */
  async function call<T>(effect: () => Promise<T>): Promise<T> {
    if (left < 0) return new Promise<T>(() => undefined);
    left -= 1;
    if (left < 0) {
      die(undefined);
      return new Promise<T>(() => undefined);
    }
    await lag?.();
    return effect();
  }

  /** The port, with every method of it under the sign of mortality. */
  function guard<P extends object>(port: P): P {
    const methods = Object.entries(port).map(([name, method]) => [
      name,
      typeof method === "function" ? (...args: unknown[]) => call(() => method(...args)) : method,
    ]);
    return Object.fromEntries(methods) as P;
  }

  return { death, guard };
}
