import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { pollEvery } from "./live.ts";
import { type ChangingList, lookForChanges, type NewItems } from "./look-for-changes.ts";
import { useCachedPages } from "./use-cached-pages.ts";
import { type LoadedPages, usePages } from "./use-pages.ts";

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

const NONE = { items: [], andMore: false };

/**
 * Reads a list page by page, newest first, and looks for changes while it is shown: on its newest page, and on the pages
 * in view that have waiting items. What came in waits until it is asked for, so that nothing moves that somebody reads.
 */
export function useLivePages<T>(list: ChangingList<T>): LivePages<T> {
  const { key, read, idOf, isWaiting } = list;
  const cached = useCachedPages<T>(["live", ...key]);
  const pages = usePages<T>({ key: cached.key, read, kept: true });
  const items = useMemo(() => distinct(pages.items, idOf), [pages.items, idOf]);
  const [view, setView] = useState<readonly [number, number]>([0, 0]);
  const waiting = items.slice(view[0], view[1] + 1).filter(isWaiting);
  const [incoming, hold] = useIncoming<T>(JSON.stringify(key));

  useQuery({
    queryKey: ["look", ...key],
    queryFn: async ({ signal }) => {
      await lookForChanges({ list, cached, hold, signal }, waiting);
      return Date.now();
    },
    enabled: pages.count > 0,
    refetchInterval: pollEvery(waiting.length > 0),
    initialData: Date.now,
    retry: false,
    gcTime: 0,
  });

  const showNewer = () => {
    hold(undefined);
    if (incoming.andMore) cached.reset();
    else cached.prepend(incoming.items);
  };
  const onView = (first: number, last: number) => {
    if (first !== view[0] || last !== view[1]) setView([first, last]);
  };
  return { ...pages, items, newer: incoming.items.length, andMore: incoming.andMore, showNewer, onView };
}

/** The new items of a list that aren't shown yet. They are forgotten with the list, which `name` identifies. */
function useIncoming<T>(name: string): readonly [NewItems<T>, (incoming: NewItems<T> | undefined) => void] {
  const [held, setHeld] = useState<NewItems<T> & { name: string }>();
  return [held?.name === name ? held : NONE, (incoming) => setHeld(incoming && { name, ...incoming })];
}

/** Each item once. An item is on two pages if others came in while they were read. */
const distinct = <T>(items: readonly T[], idOf: (item: T) => string): T[] => {
  const found = new Map<string, T>();
  for (const item of items) if (!found.has(idOf(item))) found.set(idOf(item), item);
  return [...found.values()];
};
