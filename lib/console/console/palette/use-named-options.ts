import { useQuery } from "@tanstack/react-query";
import { answered } from "../../client/api-client.ts";
import { endpointName } from "../../tenant/endpoint/endpoint-name.ts";
import { endpointPath } from "../../tenant/paths.ts";
import { useConsole } from "../console-context.ts";
import { tenantPath } from "../console-paths.ts";
import type { OptionSource, PaletteOption } from "./use-palette-options.ts";

const MOST_SHOWN = 5;

/** Tenants by name or id, and endpoints of the tenant that is open by name or URL. */
export function useNamedOptions(search: string, tenantId: string | undefined): OptionSource {
  const { api, apiFor } = useConsole();
  const query = { search, limit: MOST_SHOWN };
  const tenants = useQuery({
    queryKey: ["palette", "tenants", search],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/tenants", { params: { query }, signal })),
    enabled: search !== "",
  });
  const endpoints = useQuery({
    queryKey: ["palette", "endpoints", tenantId, search],
    queryFn: ({ signal }) =>
      answered(apiFor(tenantId ?? "").GET("/api/v1/subscriptions", { params: { query }, signal })),
    enabled: search !== "" && tenantId !== undefined,
  });
  const ofTenants = tenants.data?.data.map(
    ({ id, name }): PaletteOption => ({ title: name || id, ...(name && { detail: id }), href: tenantPath(id) }),
  );
  const ofEndpoints = endpoints.data?.data.map((one): PaletteOption => {
    const title = endpointName(one);
    return { title, detail: one.id, href: tenantPath(tenantId ?? "", endpointPath(one.id)) };
  });
  return {
    groups: [
      { title: "endpoints.title", options: ofEndpoints ?? [] },
      { title: "tenants.title", options: ofTenants ?? [] },
    ],
    busy: tenants.isLoading || endpoints.isLoading,
    failed: tenants.isError || endpoints.isError,
  };
}
