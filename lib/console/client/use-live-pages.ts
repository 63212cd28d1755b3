import { type InfiniteData, useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { pollEvery } from "./live.ts";
import { type ListedItems, mergedPage, newestOf } from "./merge-pages.ts";
import type { LoadedPages, ReadPage } from "./use-pages.ts";

interface LiveList<T> extends ListedItems<T> {
  /** Identifies the list and its filters. */
  key: readonly unknown[];
  read(after: string | undefined, signal: AbortSignal): Promise<ReadPage<T>>;
  /** Whether the item will change soon. */
  isWaiting(item: T): boolean;
  /** Whether newer items may be shown at once: nobody reads the list's top now. */
  mayMove(): boolean;
}

/** A list that goes on while the page shows it. */
export interface LivePages<T> extends LoadedPages<T> {
  /** How many items came in that the list doesn't show yet. */
  newer: number;
  /** There may be more than `newer`. */
  andMore: boolean;
  showNewer(): void;
  /** Tells which items are in view: those that wait are read again. */
  onView(first: number, last: number): void;
}

type Pages<T> = InfiniteData<ReadPage<T>, string | undefined>;

const NONE = { items: [], andMore: false };

/**
 * Reads a list page by page, newest first, and reads it again while it is shown: its newest page, and the pages in view
 * that have waiting items. Pages are never read anew as a whole. What came in waits until it is asked for, so that
 * nothing moves that somebody reads.
 */
export function useLivePages<T>(list: LiveList<T>): LivePages<T> {
  const { key, read, idOf, isWaiting, mayMove } = list;
  const queries = useQueryClient();
  const queryKey = ["live", ...key];
  const name = JSON.stringify(key);
  const [view, setView] = useState<readonly [number, number]>([0, 0]);
  const [held, setHeld] = useState<{ name: string; items: T[]; andMore: boolean }>();
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
    // Comparing 10,000 items with those before takes longer than a frame.
    structuralSharing: false,
  });
  const { data, error, isFetching, hasNextPage, fetchNextPage, refetch } = query;
  const items = useMemo(() => itemsOf(data, idOf), [data, idOf]);
  const waiting = items.slice(view[0], view[1] + 1).some(isWaiting);

  const change = (next: (before: Pages<T>) => Pages<T>) =>
    queries.setQueryData<Pages<T>>(queryKey, (before) => before && next(before));

  async function look(signal: AbortSignal): Promise<number> {
    const inView = new Set(
      items
        .slice(view[0], view[1] + 1)
        .filter(isWaiting)
        .map(idOf),
    );
    const pages = queries.getQueryData<Pages<T>>(queryKey)?.pages ?? [];
    const again = pages.flatMap((page, index) =>
      index > 0 && page.data.some((item) => inView.has(idOf(item))) ? [index] : [],
    );
    await Promise.all([lookAtNewest(signal), ...again.map((index) => lookAgain(index, signal))]);
    return Date.now();
  }

  async function lookAgain(index: number, signal: AbortSignal): Promise<void> {
    const after = queries.getQueryData<Pages<T>>(queryKey)?.pageParams[index];
    const { data: fresh } = await read(after, signal);
    change((before) => withPage(before, index, (page) => mergedPage(page, fresh, list)));
  }

  async function lookAtNewest(signal: AbortSignal): Promise<void> {
    const { data: fresh } = await read(undefined, signal);
    const known = new Set(itemsOf(queries.getQueryData<Pages<T>>(queryKey), idOf).map(idOf));
    const { newer, rest, adjacent } = newestOf(known, fresh, list);
    if (rest.length > 0) change((before) => withPage(before, 0, (page) => mergedPage(page, rest, list)));
    if (adjacent && (known.size === 0 || mayMove())) prepend(newer);
    else setHeld({ name, items: newer, andMore: !adjacent });
  }

  const prepend = (newer: readonly T[]) => {
    if (newer.length > 0) change((before) => withPage(before, 0, (page) => [...newer, ...page]));
    setHeld(undefined);
  };

  useQuery({
    queryKey: ["look", ...key],
    queryFn: ({ signal }) => look(signal),
    enabled: data !== undefined,
    refetchInterval: pollEvery(waiting),
    initialData: Date.now,
    retry: false,
    gcTime: 0,
  });

  const { items: newer, andMore } = held?.name === name ? held : NONE;
  return {
    items,
    count: data?.pages.length ?? 0,
    complete: data !== undefined && !hasNextPage,
    error,
    loading: isFetching,
    more: () => void (hasNextPage && !isFetching && !error && fetchNextPage()),
    again: () => void (data ? fetchNextPage() : refetch()),
    newer: newer.length,
    andMore,
    showNewer: () => {
      if (!andMore) return prepend(newer as T[]);
      setHeld(undefined);
      void queries.resetQueries({ queryKey });
    },
    onView: (first, last) => {
      if (first !== view[0] || last !== view[1]) setView([first, last]);
    },
  };
}

/** All items that were read, each once. */
function itemsOf<T>(pages: Pick<Pages<T>, "pages"> | undefined, idOf: (item: T) => string): T[] {
  const items = new Map<string, T>();
  for (const page of pages?.pages ?? []) {
    for (const item of page.data) if (!items.has(idOf(item))) items.set(idOf(item), item);
  }
  return [...items.values()];
}

const withPage = <T>(pages: Pages<T>, index: number, next: (items: T[]) => T[]): Pages<T> => ({
  ...pages,
  pages: pages.pages.map((page, at) => (at === index ? { ...page, data: next(page.data) } : page)),
});
