import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { useConsole } from "../console-context.ts";

/** A thing that an id names, or an endpoint that was found by name. */
export type NamedFinding = components["schemas"]["FoundThing"];

/** What an id names. Empty: nothing is asked. The search may read rows of all tenants, so it isn't repeated unasked. */
export function useFind(id: string) {
  const { api } = useConsole();
  return useQuery({
    queryKey: keyOf(id),
    queryFn: ({ signal }) => answered(api.GET("/api/v1/find", { params: { query: { id } }, signal })),
    enabled: id !== "",
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}

/** Searches once more for what an id names. */
export function useFindAgain(): (id: string) => void {
  const queries = useQueryClient();
  return (id) => void queries.resetQueries({ queryKey: keyOf(id) });
}

const keyOf = (id: string) => ["find", id] as const;
