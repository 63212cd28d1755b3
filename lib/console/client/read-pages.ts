/** A page of a list. `next` is the cursor of the page after it. */
export interface ReadPage<T> {
  data: T[];
  next: string | null;
}

/** The query that asks for a page of a list. */
export interface PageQuery {
  limit: number;
  after?: string;
}

/** Reads a page of a list. */
export type PageReader<T> = (page: PageQuery, signal: AbortSignal) => Promise<ReadPage<T>>;

/** How many items a list on a page reads at a time. */
const USUAL = 100;

/** @param after the `next` of the page before; undefined for the first page */
export const pageQuery = (after: string | undefined, limit = USUAL): PageQuery => ({
  limit,
  ...(after !== undefined && { after }),
});

/** Reads a list to its end, a page at a time. */
export async function* everyPage<T>(
  read: (page: PageQuery) => Promise<ReadPage<T>>,
  limit?: number,
): AsyncGenerator<T[]> {
  let after: string | undefined;
  do {
    const { data, next } = await read(pageQuery(after, limit));
    yield data;
    after = next ?? undefined;
  } while (after !== undefined);
}

/** The most that the API answers at once. */
const MOST = 250;

/** All items of a list. */
export async function allItems<T>(read: (page: PageQuery) => Promise<ReadPage<T>>): Promise<T[]> {
  const all: T[] = [];
  for await (const items of everyPage(read, MOST)) all.push(...items);
  return all;
}
