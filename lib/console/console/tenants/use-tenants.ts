import { answered } from "../../client/api-client.ts";
import { type LoadedPages, usePages } from "../../client/use-pages.ts";
import { useConsole } from "../console-context.ts";
import type { KnownTenant } from "./tenant-requests.ts";

/** All tenants, or those with a text in their name or id. */
export function useTenants(search: string): LoadedPages<KnownTenant> {
  const { api } = useConsole();
  return usePages<KnownTenant>({
    key: ["tenants", search],
    read: (page, signal) =>
      answered(api.GET("/api/v1/tenants", { params: { query: { ...page, ...(search && { search }) } }, signal })),
  });
}
