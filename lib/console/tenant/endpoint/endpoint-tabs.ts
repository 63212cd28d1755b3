import type { Tab } from "../../components/tabs.tsx";
import { text } from "../../texts/texts.ts";
import type { TenantView } from "../tenant-context.ts";

/** The pages of an endpoint that the user may see. */
export function endpointTabs(id: string, can: TenantView["can"]): Tab[] {
  const home = `/endpoints/${encodeURIComponent(id)}`;
  return [
    { href: home, title: text("endpoint.overview") },
    ...(can("manage") ? [{ href: `${home}/edit`, title: text("form.edit.title") }] : []),
  ];
}
