import { useInfiniteQuery } from "@tanstack/react-query";

/** A page of a list. `next` is the cursor of the page after it. */
export interface ReadPage<T> {
  data: T[];
  next: string | null;
}

/** The pages of a list that were read so far, as one list. */
export interface LoadedPages<T> {
  items: readonly T[];
  /** How many pages were read. Pages can be empty. */
  count: number;
  /** The list has no more pages. */
  complete: boolean;
  /** Why the list, or its next page, could not be read. */
  error: Error | null;
  loading: boolean;
  /** Reads the next page, unless it is being read. */
  more(): void;
  /** Tries again after an error. */
  again(): void;
}

/**
 * Reads a list page by page. `key` identifies the list and its filters.
 *
 * @param everyMs reads the pages again at this interval, while somebody looks at them. It may depend on the items
 */
export function usePages<T>(
  key: readonly unknown[],
  read: (after: string | undefined, signal: AbortSignal) => Promise<ReadPage<T>>,
  everyMs?: number | ((items: readonly T[]) => number),
): LoadedPages<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: ({ state }) => intervalOf(everyMs, state.data?.pages ?? []),
  });
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = query;
  return {
    items: itemsIn(data),
    count: data?.pages.length ?? 0,
    complete: data !== undefined && !hasNextPage,
    error,
    loading: isFetching,
    more: () => void (hasNextPage && !isFetching && !error && fetchNextPage()),
    again: () => void (data ? fetchNextPage() : refetch()),
  };
}

const itemsIn = <T>(data: { pages: ReadPage<T>[] } | undefined): T[] => data?.pages.flatMap((page) => page.data) ?? [];

/** Each round reads all pages that were read, so rounds of a long list are rarer: there are as many requests a minute. */
function intervalOf<T>(
  everyMs: number | ((items: T[]) => number) | undefined,
  pages: readonly ReadPage<T>[],
): number | false {
  const ms = typeof everyMs === "function" ? everyMs(pages.flatMap(({ data }) => data)) : everyMs;
  return ms !== undefined && ms * Math.max(1, pages.length);
}
