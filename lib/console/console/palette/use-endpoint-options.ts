import { useQuery } from "@tanstack/react-query";
import { answered } from "../../client/api-client.ts";
import { useSettled } from "../../components/use-settled.ts";
import { useConsole } from "../console-context.ts";
import { consolePath } from "../console-paths.ts";
import type { NamedFinding } from "../events/use-find.ts";
import { pageShowing } from "../page-showing.ts";
import type { OptionSource, PaletteOption } from "./use-palette-options.ts";

/** The fewest characters that the API searches for. */
const FEWEST = 2;
const MOST_SHOWN = 8;

/** How long somebody must stop typing: the search reads a row for each endpoint. */
const PAUSE_MS = 300;

/**
 * Endpoints of all tenants by name or URL, those of one tenant first. The search isn't repeated unasked.
 *
 * @param openTenant the tenant whose pages are open
 */
export function useEndpointOptions(typed: string, openTenant: string | undefined): OptionSource {
  const { api } = useConsole();
  const name = useSettled(typed, PAUSE_MS);
  const { data, isLoading, isError } = useQuery({
    queryKey: ["palette", "endpoints", name],
    queryFn: ({ signal }) => answered(api.GET("/api/v1/find", { params: { query: { name } }, signal })),
    enabled: name.length >= FEWEST,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const isOther = ({ tenantId }: NamedFinding): boolean => tenantId !== openTenant;
  const found = (data?.data ?? []).toSorted((a, b) => Number(isOther(a)) - Number(isOther(b)));
  return {
    groups: [{ title: "endpoints.title", options: found.slice(0, MOST_SHOWN).map(optionOf) }],
    busy: isLoading || (typed !== name && typed.length >= FEWEST),
    failed: isError,
    more: data !== undefined && (!data.complete || found.length > MOST_SHOWN),
  };
}

function optionOf(thing: NamedFinding): PaletteOption {
  const { id, name, url, tenantId = "", tenantName } = thing;
  // Pull subscriptions have no URL.
  const details = [tenantName || tenantId, ...(name && url ? [url] : [])];
  return { title: name || url || id, details, href: pageShowing(thing) ?? consolePath("/events") };
}
