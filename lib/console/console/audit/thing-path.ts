import { consolePath, tenantPath } from "../console-paths.ts";
import type { ListedChange } from "./audit-types.ts";

/** The page of the thing that was changed, or of where it is listed. Undefined if it has none. */
export function thingPath({ resource: { type, id }, tenantId, action }: ListedChange): string | undefined {
  if (/^(delete|discard)/.test(action)) return undefined;
  const name = encodeURIComponent(id);
  if (tenantId !== undefined) return pathInTenant(type, tenantId, name);
  switch (type) {
    case "event-type":
      return consolePath(`/catalog/types/${name}`);
    case "derived-type":
      return consolePath(`/catalog/derived/${name}`);
    case "dialect":
      return consolePath(`/dialects/${name}`);
    case "dead-letters":
      return consolePath("/dead-letters");
    case "rejected-event":
      return consolePath(id === "*" ? "/dead-letters/bus" : `/dead-letters/bus/${name}`);
    case "operator-key":
    case "admin-key":
      return consolePath("/settings");
    case "key-ring":
      return consolePath("/settings/key-ring");
    default:
      return undefined;
  }
}

function pathInTenant(type: ListedChange["resource"]["type"], tenantId: string, name: string): string {
  switch (type) {
    case "subscription":
      return tenantPath(tenantId, `/endpoints/${name}`);
    case "delivery":
      return tenantPath(tenantId, `/deliveries/${name}`);
    case "event":
      return tenantPath(tenantId, `/events/${name}`);
    case "replay":
      return consolePath("/replays");
    default:
      return tenantPath(tenantId);
  }
}
