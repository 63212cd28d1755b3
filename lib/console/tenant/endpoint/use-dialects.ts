import { useQuery } from "@tanstack/react-query";
import type { components } from "../../client/api.d.ts";
import { answered } from "../../client/api-client.ts";
import { useTenant } from "../tenant-context.ts";

type KnownDialect = components["schemas"]["Dialect"];

/** The dialects that endpoints can speak. Empty for users who may not see them. */
export function useDialects(): readonly KnownDialect[] {
  const { api, can } = useTenant();
  const { data } = useQuery({
    queryKey: ["dialects"],
    staleTime: Number.POSITIVE_INFINITY,
    enabled: can("view"),
    queryFn: ({ signal }) => answered(api.GET("/api/v1/dialects", { params: { query: { limit: 250 } }, signal })),
  });
  return data?.data ?? [];
}
