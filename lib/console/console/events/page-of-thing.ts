import { deliveryPath, endpointPath, eventPath } from "../../tenant/paths.ts";
import { consolePath, tenantPath } from "../console-paths.ts";
import type { NamedFinding } from "./use-find.ts";

/** The address of the page that shows a thing. */
export function pageOfThing({ type, id, tenantId = "", subscriptionId = "" }: NamedFinding): string {
  switch (type) {
    case "subscription":
      return tenantPath(tenantId, endpointPath(id));
    case "event":
      return tenantPath(tenantId, eventPath(id));
    case "delivery":
      return tenantPath(tenantId, deliveryPath(id));
    case "replay":
      return tenantPath(tenantId, endpointPath(subscriptionId, "recover"));
    case "alert":
      return consolePath(`/alerts?${new URLSearchParams({ show: "all", subscriptionId })}`);
    case "rejected-event":
      return consolePath(`/dead-letters/bus/${encodeURIComponent(id)}`);
    case "tenant":
      return tenantPath(tenantId);
    case "api-key":
      return tenantPath(tenantId, "/keys");
    case "tenant-deletion":
      return consolePath(`/tenant-deletions/${encodeURIComponent(id)}`);
    case "operator-key":
      return consolePath("/settings");
  }
}
