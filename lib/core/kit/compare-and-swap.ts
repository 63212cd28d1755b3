/** A change that is written only over the state that it was computed from. */
export interface Swap<T> {
  /** The present state, or undefined when it is gone. May throw instead. */
  read(): Promise<T | undefined>;
  /** The state after the change, or undefined to leave the present state. May throw to refuse the change. */
  change(current: T): T | undefined | Promise<T | undefined>;
  /** Writes `after` if the stored state is still `before`. Resolves with whether it was written. */
  write(after: T, before: T): Promise<boolean>;
  /** The error to throw when others changed the state in between every time. */
  conflict(): Error;
}

/**
 * Reads, changes and writes a state, and starts over when somebody else changed it in between.
 *
 * @param first the state as it was last read, to save the first read
 * @returns the state that was written; undefined when the state is gone, or `change` left it
 */
export async function compareAndSwap<T>(
  { read, change, write, conflict }: Swap<T>,
  tries: number,
  first?: T,
): Promise<T | undefined> {
  let current = first ?? (await read());
  for (let left = tries; current !== undefined; current = await read()) {
    if (left-- === 0) throw conflict();
    const after = await change(current);
    if (after === undefined) return undefined;
    if (await write(after, current)) return after;
  }
  return undefined;
}
