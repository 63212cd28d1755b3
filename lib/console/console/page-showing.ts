import { deliveryPath, endpointPath, eventPath } from "../tenant/paths.ts";
import { consolePath, tenantPath } from "./console-paths.ts";

/** Something that has an id. */
interface Thing {
  type: string;
  id: string;
  tenantId?: string | undefined;
  subscriptionId?: string | undefined;
}

/** The page that shows a thing, or the list that has it. Undefined if there is none. `*` is the id of all things of a type. */
export function pageShowing(thing: Thing): string | undefined {
  const { type, id, tenantId } = thing;
  const name = encodeURIComponent(id);
  switch (type) {
    case "alert":
      return consolePath(`/alerts?${new URLSearchParams({ show: "all", subscriptionId: thing.subscriptionId ?? "" })}`);
    case "rejected-event":
      return consolePath(id === "*" ? "/dead-letters/bus" : `/dead-letters/bus/${name}`);
    case "dead-letters":
      return consolePath("/dead-letters");
    case "event-type":
      return consolePath(`/catalog/types/${name}`);
    case "derived-type":
      return consolePath(`/catalog/derived/${name}`);
    case "dialect":
      return consolePath(`/dialects/${name}`);
    case "tenant-deletion":
      return consolePath(`/tenant-deletions/${name}`);
    case "operator-key":
    case "admin-key":
      return consolePath("/settings/operator-keys");
    case "key-ring":
      return consolePath("/settings/key-ring");
    default:
      return tenantId === undefined ? undefined : tenantPath(tenantId, pageInTenant(thing));
  }
}

function pageInTenant({ type, id, subscriptionId }: Thing): string {
  switch (type) {
    case "subscription":
      return endpointPath(id);
    case "event":
      return eventPath(id);
    case "delivery":
      return deliveryPath(id);
    case "replay":
      return subscriptionId === undefined ? "/endpoints" : endpointPath(subscriptionId, "recover");
    case "api-key":
      return "/keys";
    default:
      return "";
  }
}
