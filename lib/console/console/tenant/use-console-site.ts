import { useContext, useMemo } from "react";
import { plainText } from "../../components/foreign.tsx";
import { type Site, SiteContext } from "../../components/site.ts";

/** The console, with the tenant's name in the browser's tab. */
export function useConsoleSite({ id, name }: { id: string; name: string }): Site {
  const site = useContext(SiteContext);
  return useMemo(() => ({ ...site, title: `${plainText(name || id)} · ${site.title}` }), [site, id, name]);
}
