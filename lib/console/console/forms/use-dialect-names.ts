import { useQuery } from "@tanstack/react-query";
import { answered } from "../../client/api-client.ts";
import { useConsole } from "../console-context.ts";

/** The names of the dialects that tenants can have. */
export function useDialectNames(): readonly string[] {
  const { api } = useConsole();
  const { data } = useQuery({
    queryKey: ["dialect-names"],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/dialects", { params: { query: { limit: 250 } }, signal })),
  });
  return data?.data.map(({ name }) => name) ?? [];
}
