import { useQuery } from "@tanstack/react-query";
import { answered } from "../../client/api-client.ts";
import { useConsole } from "../console-context.ts";
import { tenantPath } from "../console-paths.ts";
import type { OptionSource, PaletteOption } from "./use-palette-options.ts";

const MOST_SHOWN = 5;

/** Tenants by name or id. */
export function useTenantOptions(search: string): OptionSource {
  const { api } = useConsole();
  const query = { search, limit: MOST_SHOWN };
  const { data, isLoading, isError } = useQuery({
    queryKey: ["palette", "tenants", search],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/tenants", { params: { query }, signal })),
    enabled: search !== "",
  });
  const options = data?.data.map(
    ({ id, name }): PaletteOption => ({ title: name || id, ...(name && { details: [id] }), href: tenantPath(id) }),
  );
  return { groups: [{ title: "tenants.title", options: options ?? [] }], busy: isLoading, failed: isError };
}
