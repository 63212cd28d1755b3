import { useQuery } from "@tanstack/react-query";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { useConsole } from "../console-context.ts";

/** A thing that an id names. */
export type NamedFinding = components["schemas"]["FoundThing"];

/** What an id names. Empty: nothing is asked. */
export function useFind(id: string) {
  const { api } = useConsole();
  return useQuery({
    queryKey: ["find", id],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/find", { params: { query: { id } }, signal })),
    enabled: id !== "",
  });
}
