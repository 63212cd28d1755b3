import { useQuery } from "@tanstack/react-query";
import { type ApiClient, answered } from "../../../client/api-client.ts";
import { useTenant } from "../../tenant-context.ts";
import type { TypeChoice } from "./type-tree.ts";

/** The most that the API answers at once. */
const PAGE = 250;

/** Types rarely change. */
const FRESH_MS = 5 * 60_000;

/** All event types and derived types of the catalog, sorted by name. Posthorn's own come last. */
export function useTypeChoices() {
  const { api, can } = useTenant();
  return useQuery({
    queryKey: ["type-choices"],
    staleTime: FRESH_MS,
    enabled: can("view"),
    queryFn: async ({ signal }): Promise<TypeChoice[]> => {
      const [types, derived] = await Promise.all([eventTypes(api, signal), derivedTypes(api, signal)]);
      const choices = distinct([...derived, ...types]).sort((one, other) => one.name.localeCompare(other.name));
      return [...choices.filter(({ builtIn }) => !builtIn), ...choices.filter(({ builtIn }) => builtIn)];
    },
  });
}

/** A type has one entry, also if a derived type was given the name of an event type. */
const distinct = (choices: readonly TypeChoice[]): TypeChoice[] => [
  ...new Map(choices.map((choice) => [choice.name, choice])).values(),
];

const eventTypes = (api: ApiClient, signal: AbortSignal) =>
  wholeList((after) =>
    answered(api.GET("/api/v1/event-types", { params: { query: { limit: PAGE, ...after } }, signal })),
  );

const derivedTypes = (api: ApiClient, signal: AbortSignal) =>
  wholeList((after) =>
    answered(api.GET("/api/v1/derived-types", { params: { query: { limit: PAGE, ...after } }, signal })),
  );

/** All items of a list of the API. */
async function wholeList<T>(
  read: (after: { after?: string }) => Promise<{ data: T[]; next: string | null }>,
): Promise<T[]> {
  const items: T[] = [];
  for (let after: string | null | undefined; after !== null; ) {
    const page = await read(after === undefined ? {} : { after });
    items.push(...page.data);
    after = page.next;
  }
  return items;
}
