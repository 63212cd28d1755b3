import { useInfiniteQuery } from "@tanstack/react-query";

/** A page of a list. `next` is the cursor of the page after it. */
interface ListPage<T> {
  data: T[];
  next: string | null;
}

/** The pages of a list that were read so far, as one list. */
export interface LoadedPages<T> {
  items: readonly T[];
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
 * @param everyMs reads the pages again at this interval, while somebody looks at them
 */
export function usePages<T>(
  key: readonly unknown[],
  read: (after: string | undefined, signal: AbortSignal) => Promise<ListPage<T>>,
  everyMs?: number,
): LoadedPages<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    ...(everyMs !== undefined && { refetchInterval: everyMs }),
  });
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = query;
  return {
    items: data?.pages.flatMap((page) => page.data) ?? [],
    complete: data !== undefined && !hasNextPage,
    error,
    loading: isFetching,
    more: () => void (hasNextPage && !isFetching && !error && fetchNextPage()),
    again: () => void (data ? fetchNextPage() : refetch()),
  };
}
