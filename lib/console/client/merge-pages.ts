/** How to tell the items of a list apart, and when they were created: ISO 8601. */
export interface ListedItems<T> {
  idOf(item: T): string;
  timeOf(item: T): string;
}

/**
 * A page of a list, newest first, as it is now. Items that the page had and that are missing now are gone from the list,
 * unless they are older than all that was read: others may have come before them.
 */
export function mergedPage<T>(before: readonly T[], fresh: readonly T[], { idOf, timeOf }: ListedItems<T>): T[] {
  const last = fresh.at(-1);
  if (last === undefined) return [...before];
  const read = new Set(fresh.map(idOf));
  return [...fresh, ...before.filter((item) => !read.has(idOf(item)) && timeOf(item) <= timeOf(last))];
}

/** The newest items of a list, divided into new and known ones. */
export interface Newest<T> {
  /** Newer than all that is known. */
  newer: T[];
  rest: T[];
  /** False if there may be more items between the new ones and those that are known. */
  adjacent: boolean;
}

/** Tells the newest items from those that came after them. */
export function newestOf<T>(
  known: ReadonlySet<string>,
  fresh: readonly T[],
  { idOf }: Pick<ListedItems<T>, "idOf">,
): Newest<T> {
  const first = fresh.findIndex((item) => known.has(idOf(item)));
  if (first < 0) return { newer: [...fresh], rest: [], adjacent: known.size === 0 };
  return { newer: fresh.slice(0, first), rest: fresh.slice(first), adjacent: true };
}
