import { catalogContract } from "./catalog.ts";
import { deadLetterContract } from "./dead-letters.ts";
import { deliveryContract } from "./deliveries.ts";
import { deliveryListContract } from "./delivery-list.ts";
import { deliveryRunContract } from "./delivery-runs.ts";
import { dialectContract } from "./dialects.ts";
import { eraserContract } from "./eraser.ts";
import { eventContract } from "./events.ts";
import { idempotencyContract } from "./idempotency.ts";
import { logListContract } from "./log-lists.ts";
import { publicKeyContract } from "./public-keys.ts";
import { replayContract } from "./replays.ts";
import { statusContract } from "./statuses.ts";
import { subscriptionContract } from "./subscriptions.ts";
import type { OpenTable } from "./table-ports.ts";
import { tenantContract } from "./tenants.ts";

/** What all ports over one table promise. */
export function tableContract(open: OpenTable): void {
  tenantContract(open);
  subscriptionContract(open);
  publicKeyContract(open);
  eventContract(open);
  catalogContract(open);
  dialectContract(open);
  idempotencyContract(open);
  deliveryContract(open);
  deliveryRunContract(open);
  deliveryListContract(open);
  logListContract(open);
  replayContract(open);
  deadLetterContract(open);
  statusContract(open);
  eraserContract(open);
}
