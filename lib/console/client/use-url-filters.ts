import { useSearchParams } from "wouter";

/** The filters of a list by name. An empty text is no filter. */
export type Filters<Name extends string> = Readonly<Record<Name, string>>;

/**
 * The filters of a list. They are in the address, so that it can be shared. Each change is a step of Back and Forward,
 * unless it replaces the step before it.
 */
export function useUrlFilters<const Name extends string>(
  names: readonly Name[],
  options: { replace?: boolean } = {},
): readonly [filters: Filters<Name>, change: (changed: Partial<Filters<Name>>) => void] {
  const [parameters, setParameters] = useSearchParams();
  const filters = Object.fromEntries(names.map((name) => [name, parameters.get(name) ?? ""])) as Filters<Name>;
  const change = (changed: Partial<Filters<Name>>) =>
    setParameters((before) => changedParameters(before, changed), options);
  return [filters, change];
}

function changedParameters(before: URLSearchParams, changed: Partial<Record<string, string>>): URLSearchParams {
  const after = new URLSearchParams(before);
  for (const [name, value] of Object.entries(changed)) {
    if (value) after.set(name, value);
    else after.delete(name);
  }
  return after;
}
