/** A change that is written only if the state it was computed from is still stored. */
export interface Swap<T> {
  /** The current state, or undefined if it is gone. May throw instead. */
  read(): Promise<T | undefined>;
  /** The state after the change, or undefined to leave the current state. May throw to reject the change. */
  change(current: T): T | undefined | Promise<T | undefined>;
  /** Writes `after` if the stored state is still `before`. Resolves with whether it was written. */
  write(after: T, before: T): Promise<boolean>;
  /** The error to throw when every try met a state that somebody else had changed. */
  conflict(): Error;
}

/**
 * Reads a state, changes it and writes it. Starts over if somebody else changed the state in between.
 *
 * @param tries the largest number of writes to try
 * @param first the state if the caller has just read it; saves the first read
 * @returns the state that was written; undefined if the state is gone or `change` returned undefined
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
