import type { Page, PageRequest } from "./pages.ts";

/** A list that can't be searched by an index. */
interface SearchedList<T> {
  read(request: PageRequest): Promise<Page<T>>;
  matches(item: T): boolean;
  /** The cursor of the page that starts after an item. */
  cursorAfter(item: T): string;
}

/** A page looks at up to 1,000 items. */
const AT_ONCE = 250;
const MOST_READS = 4;

/**
 * A page of the items that match. Reads on until the page is full, because matches may be rare. A page that stops
 * earlier has a cursor, and may be empty.
 */
export async function pageOfMatches<T>(list: SearchedList<T>, { limit, after }: PageRequest): Promise<Page<T>> {
  const items: T[] = [];
  let next = after;
  for (let reads = 0; reads < MOST_READS; reads++) {
    const page = await list.read({ limit: AT_ONCE, after: next });
    for (const item of page.items.filter((one) => list.matches(one))) {
      const last = items.at(-1);
      // Not the cursor of the last item that was looked at: it is none of the caller's business.
      if (last !== undefined && items.length === limit) return { items, next: list.cursorAfter(last) };
      items.push(item);
    }
    next = page.next;
    if (next === undefined) return { items };
  }
  return { items, next };
}
