import { catalogContract } from "./catalog.ts";
import { deliveryContract } from "./deliveries.ts";
import { deliveryListContract } from "./delivery-list.ts";
import { dialectContract } from "./dialects.ts";
import { eventContract } from "./events.ts";
import { subscriptionContract } from "./subscriptions.ts";
import type { OpenTable } from "./table-ports.ts";
import { tenantContract } from "./tenants.ts";

/** What all ports over one table promise. */
export function tableContract(open: OpenTable): void {
  tenantContract(open);
  subscriptionContract(open);
  eventContract(open);
  catalogContract(open);
  dialectContract(open);
  deliveryContract(open);
  deliveryListContract(open);
}
