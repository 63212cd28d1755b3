import { useSearchParams } from "wouter";

/** The text that a list is searched for. It is in the address (`?search=…`), so that Back leads back to the same list. */
export function useSearchText(): readonly [search: string, onSearch: (value: string) => void] {
  const [parameters, setParameters] = useSearchParams();
  const onSearch = (value: string) =>
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === "") after.delete("search");
        else after.set("search", value);
        return after;
      },
      { replace: true },
    );
  return [parameters.get("search") ?? "", onSearch];
}
