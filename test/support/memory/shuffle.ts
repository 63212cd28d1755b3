/** Returns the items in another order, which a seed decides. */
export type Shuffle = <T>(items: T[]) => T[];

/**
 * Makes a shuffle whose orders repeat with its seed. In-memory adapters shuffle the rows that AWS returns in no promised
 * order, so that code that relies on an order fails.
 *
 * Draws from Marsaglia's xorshift generator (https://www.jstatsoft.org/article/view/v008i14).
 */
export function shuffleOf(seed = 2_463_534_242): Shuffle {
  let state = seed;
  const below = (count: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % count;
  };
  return function shuffle(items) {
    const left = [...items];
    return items.flatMap(() => left.splice(below(left.length), 1));
  };
}

/** A map of the same entries in another order. */
export const shuffledMap = <K, V>(shuffle: Shuffle, entries: Iterable<readonly [K, V]>): Map<K, V> =>
  new Map(shuffle([...entries]));
