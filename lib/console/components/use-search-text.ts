import { useUrlFilters } from "../client/use-url-filters.ts";

/** The text that a list is searched for. It is in the address (`?search=…`), so that Back leads back to the same list. */
export function useSearchText(): readonly [search: string, onSearch: (value: string) => void] {
  const [{ search }, change] = useUrlFilters(["search"], { replace: true });
  return [search, (value) => change({ search: value })];
}
