import { type InfiniteData, useQueryClient } from "@tanstack/react-query";
import type { ReadPage } from "./read-pages.ts";

/** The cached pages of a list. */
export interface CachedPages<T> {
  key: readonly unknown[];
  /** The items that were read, page by page. */
  pages(): readonly (readonly T[])[];
  /** The cursor of the page before, for a page by its place. */
  cursorOf(place: number): string | undefined;
  /** Puts other items in the place of a page's. */
  change(place: number, next: (items: T[]) => T[]): void;
  /** Adds items at the top. */
  prepend(items: readonly T[]): void;
  /** Forgets the pages. The list is read anew. */
  reset(): void;
}

type Pages<T> = InfiniteData<ReadPage<T>, string | undefined>;

export function useCachedPages<T>(key: readonly unknown[]): CachedPages<T> {
  const queries = useQueryClient();
  const known = () => queries.getQueryData<Pages<T>>(key);
  const change = (place: number, next: (items: T[]) => T[]): void => {
    queries.setQueryData<Pages<T>>(key, (before) => before && withPage(before, place, next));
  };
  return {
    key,
    pages: () => known()?.pages.map(({ data }) => data) ?? [],
    cursorOf: (place) => known()?.pageParams[place],
    change,
    prepend: (items) => void (items.length > 0 && change(0, (first) => [...items, ...first])),
    reset: () => void queries.resetQueries({ queryKey: key }),
  };
}

const withPage = <T>(pages: Pages<T>, place: number, next: (items: T[]) => T[]): Pages<T> => ({
  ...pages,
  pages: pages.pages.map((page, at) => (at === place ? { ...page, data: next(page.data) } : page)),
});
