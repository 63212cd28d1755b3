import { catalogContract } from "./catalog-store-contract.ts";
import { eraserContract } from "./content-eraser-contract.ts";
import { deadLetterContract } from "./dead-letter-contract.ts";
import { deliveryListContract } from "./delivery-list-contract.ts";
import { deliveryContract } from "./delivery-recorder-contract.ts";
import { deliveryRunContract } from "./delivery-run-contract.ts";
import { dialectContract } from "./dialect-store-contract.ts";
import { eventClaimsContract } from "./event-claims-contract.ts";
import { eventContract } from "./event-writer-contract.ts";
import { idempotencyContract } from "./idempotency-contract.ts";
import { keyRingContract } from "./key-ring-contract.ts";
import { logListContract } from "./log-list-contract.ts";
import { operatorKeyContract } from "./operator-key-contract.ts";
import { publicKeyContract } from "./public-key-contract.ts";
import { rejectedEventContract } from "./rejected-event-contract.ts";
import { replayContract } from "./replay-store-contract.ts";
import { statusContract } from "./status-reader-contract.ts";
import { subscriptionContract } from "./subscription-store-contract.ts";
import type { OpenTable } from "./table-ports.ts";
import { tenantDeletionContract } from "./tenant-deletion-contract.ts";
import { tenantRateContract } from "./tenant-rate-contract.ts";
import { tenantContract } from "./tenant-store-contract.ts";
import { unlistedRecipientsContract } from "./unlisted-recipients-contract.ts";

/** The contracts of all ports that share a table. */
export function tableContract(open: OpenTable): void {
  tenantContract(open);
  tenantDeletionContract(open);
  operatorKeyContract(open);
  subscriptionContract(open);
  tenantRateContract(open);
  keyRingContract(open);
  publicKeyContract(open);
  eventContract(open);
  eventClaimsContract(open);
  catalogContract(open);
  dialectContract(open);
  idempotencyContract(open);
  deliveryContract(open);
  deliveryRunContract(open);
  deliveryListContract(open);
  logListContract(open);
  replayContract(open);
  deadLetterContract(open);
  rejectedEventContract(open);
  statusContract(open);
  eraserContract(open);
  unlistedRecipientsContract(open);
}
