import { text } from "../../texts/texts.ts";
import { AREAS } from "../console-nav.tsx";
import { consolePath, tenantPath } from "../console-paths.ts";
import type { PaletteGroup, PaletteOption } from "./use-palette-options.ts";

/** The pages of a tenant. */
const OF_TENANT = [
  ["/endpoints", "endpoints.title"],
  ["/events", "events.title"],
  ["/event-types", "catalog.title"],
  ["/keys", "keys.title"],
  ["/settings", "tenantSettings.title"],
] as const;

/** The pages whose title contains what somebody typed: the console's, and those of the tenant that is open. */
export function pageOptions(typed: string, tenantId: string | undefined): PaletteGroup {
  const own = AREAS.map(({ path, title }): PaletteOption => ({ title: text(title), href: consolePath(path) }));
  const ofTenant = (id: string): PaletteOption[] =>
    OF_TENANT.map(([path, title]) => ({ title: text(title), details: [id], href: tenantPath(id, path) }));
  const all = [...(tenantId === undefined ? [] : ofTenant(tenantId)), ...own];
  const wanted = typed.toLowerCase();
  return { title: "palette.pages", options: all.filter(({ title }) => title.toLowerCase().includes(wanted)) };
}
