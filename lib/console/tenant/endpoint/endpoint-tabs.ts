import type { Tab } from "../../components/tabs.tsx";
import { type TextId, text } from "../../texts/texts.ts";
import { endpointPath } from "../paths.ts";
import type { TenantView } from "../tenant-context.ts";

/** The pages of an endpoint that the user may see. */
export function endpointTabs(id: string, can: TenantView["can"]): Tab[] {
  const tab = (title: TextId, ...below: string[]): Tab => ({ href: endpointPath(id, ...below), title: text(title) });
  return [
    tab("endpoint.overview"),
    tab("deliveries.title", "deliveries"),
    ...(can("test") ? [tab("test.title", "test")] : []),
    ...(can("viewSecret") || can("manageSecret") ? [tab("secret.title", "secret")] : []),
    ...(can("repair") ? [tab("recover.title", "recover")] : []),
    ...(can("manage") ? [tab("form.edit.title", "edit")] : []),
  ];
}
