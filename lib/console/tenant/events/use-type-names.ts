import { useQuery } from "@tanstack/react-query";
import { answered } from "../../client/api-client.ts";
import { useTenant } from "../tenant-context.ts";

const MOST_SUGGESTED = 100;

/** The first event types of the catalog, to suggest them. */
export function useTypeNames(): string[] {
  const { api } = useTenant();
  const { data } = useQuery({
    queryKey: ["type-names"],
    queryFn: async ({ signal }) => {
      const params = { query: { limit: MOST_SUGGESTED } };
      const { data: types } = await answered(api.GET("/api/v1/event-types", { params, signal }));
      return types.map(({ name }) => name);
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? [];
}
