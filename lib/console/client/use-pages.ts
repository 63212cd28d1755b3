import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type PageReader, pageQuery, type ReadPage } from "./read-pages.ts";

interface PagedList<T> {
  /** Identifies the list and its filters. */
  key: readonly unknown[];
  read: PageReader<T>;
  /**
   * How often to read the pages again while somebody looks at them.
   *
   * @default never
   */
  everyMs?: number | ((items: readonly T[]) => number);
  /** Pages are never read again as a whole: `useLivePages` changes those that it has. */
  kept?: boolean;
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

/** The options of a list whose pages are kept. Comparing 10,000 items with those before takes longer than a frame. */
const KEPT = { staleTime: Number.POSITIVE_INFINITY, structuralSharing: false } as const;

/** Reads a list page by page. */
export function usePages<T>({ key, read, everyMs, kept = false }: PagedList<T>): LoadedPages<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageQuery(pageParam), signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    refetchInterval: ({ state }) => intervalOf(everyMs, state.data?.pages ?? []),
    ...(kept && KEPT),
  });
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = query;
  return {
    items: useMemo(() => data?.pages.flatMap((page) => page.data) ?? [], [data]),
    count: data?.pages.length ?? 0,
    complete: data !== undefined && !hasNextPage,
    error,
    loading: isFetching,
    more: () => void (hasNextPage && !isFetching && !error && fetchNextPage()),
    again: () => void (data ? fetchNextPage() : refetch()),
  };
}

/** Each round reads all pages that were read, so rounds of a long list are rarer: there are as many requests a minute. */
function intervalOf<T>(everyMs: PagedList<T>["everyMs"], pages: readonly ReadPage<T>[]): number | false {
  const ms = typeof everyMs === "function" ? everyMs(pages.flatMap(({ data }) => data)) : everyMs;
  return ms !== undefined && ms * Math.max(1, pages.length);
}
