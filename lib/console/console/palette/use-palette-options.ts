import { useLocation } from "wouter";
import { decodedPart } from "../../client/decoded-part.ts";
import { useSettled } from "../../components/use-settled.ts";
import { type TextId, text } from "../../texts/texts.ts";
import { consolePath } from "../console-paths.ts";
import { pageOptions } from "./page-options.ts";
import { useEndpointOptions } from "./use-endpoint-options.ts";
import { useFoundOptions } from "./use-found-options.ts";
import { useTenantOptions } from "./use-tenant-options.ts";

/** A place to go to. */
export interface PaletteOption {
  title: string;
  /** What tells it from others with its title. A stranger may have written any of them. */
  details?: readonly string[];
  href: string;
}

export interface PaletteGroup {
  title: TextId;
  options: readonly PaletteOption[];
}

/** How long somebody must stop typing before the search begins. */
const PAUSE_MS = 150;

/** What the results of a search come from. */
export interface OptionSource {
  groups: readonly PaletteGroup[];
  /** It is being searched. */
  busy: boolean;
  failed: boolean;
  /** There may be results that aren't shown. */
  more?: boolean;
}

/** The places whose name or id matches what somebody typed, and what to say about the search. */
export function usePaletteOptions(typed: string): { groups: PaletteGroup[]; status: string } {
  const [path] = useLocation();
  const tenantId = tenantIn(path);
  const settled = useSettled(typed, PAUSE_MS);
  const found = useFoundOptions(settled);
  const tenants = useTenantOptions(settled);
  const endpoints = useEndpointOptions(typed, tenantId);
  const groups = [
    ...found.groups,
    pageOptions(typed, tenantId),
    ...tenants.groups,
    ...endpoints.groups,
    byId(typed, found.groups.length > 0),
  ];
  const shown = groups.filter(({ options }) => options.length > 0);
  const count = shown.reduce((sum, { options }) => sum + options.length, 0);
  return { groups: shown, status: statusOf([found, tenants, endpoints], count) };
}

function statusOf(sources: readonly OptionSource[], count: number): string {
  if (sources.some(({ busy }) => busy)) return text("palette.searching");
  if (sources.some(({ failed }) => failed)) return text("palette.failed");
  return text(sources.some(({ more }) => more) ? "palette.more" : "palette.count", { count });
}

/** An id that a producer chose can be any word. Only who asks for it searches the tenants for it. */
function byId(typed: string, isFound: boolean): PaletteGroup {
  const can = !isFound && /^[\w-]{1,100}$/.test(typed);
  const option = {
    title: text("palette.byId", { id: typed }),
    href: consolePath(`/events?${new URLSearchParams({ id: typed })}`),
  };
  return { title: "palette.ids", options: can ? [option] : [] };
}

/** The tenant whose pages are open. */
function tenantIn(path: string): string | undefined {
  const [, id] = /^\/tenants\/([^/]+)/.exec(path) ?? [];
  return id && decodedPart(id);
}
