/** How many requests are under way at a time. */
const AT_ONCE = 4;

/** What came of an act on one of several things. */
export interface EachResult {
  id: string;
  /** Why it failed. */
  error?: unknown;
}

/**
 * Does something to several things, a few at a time, and goes on when it fails for one of them.
 *
 * @param onResult called after each of them
 */
export async function runEach(
  ids: readonly string[],
  act: (id: string) => Promise<unknown>,
  onResult: (result: EachResult) => void,
): Promise<void> {
  const waiting = [...ids];
  const worker = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      const of = id;
      onResult(
        await act(of).then(
          () => ({ id: of }),
          (error: unknown) => ({ id: of, error }),
        ),
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
