import type { Tab } from "../../components/tabs.tsx";
import { text } from "../../texts/texts.ts";
import type { TenantView } from "../tenant-context.ts";

/** The pages of an endpoint that the user may see. */
export function endpointTabs(id: string, can: TenantView["can"]): Tab[] {
  const home = `/endpoints/${encodeURIComponent(id)}`;
  return [
    { href: home, title: text("endpoint.overview") },
    { href: `${home}/deliveries`, title: text("deliveries.title") },
    ...(can("test") ? [{ href: `${home}/test`, title: text("test.title") }] : []),
    ...(can("viewSecret") || can("manageSecret") ? [{ href: `${home}/secret`, title: text("secret.title") }] : []),
    ...(can("repair") ? [{ href: `${home}/recover`, title: text("recover.title") }] : []),
    ...(can("manage") ? [{ href: `${home}/edit`, title: text("form.edit.title") }] : []),
  ];
}
