import { deliveryId, firstUlidAt } from "../../lib/core/ids.ts";
import type { Delivery, DeliveryState } from "../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";

/** Every state of a delivery. */
export const STATES: readonly DeliveryState[] = [
  "pending",
  "retrying",
  "held",
  "delivered",
  "exhausted",
  "skipped",
  "cancelled",
];

const AT = "2026-01-01T00:00:00.000Z";
/** Made at `AT`. */
const ULID = firstUlidAt(Date.parse(AT));
const SUBSCRIPTION_ID = "sub_01J0000000000000000000000A";
const ID = deliveryId(ULID, SUBSCRIPTION_ID);

/** A delivery in a state, after no attempt in its first run. */
export const deliveryInState = (state: DeliveryState, fields: Partial<Delivery> = {}): Delivery => ({
  id: ID,
  tenantId: "acme",
  subscriptionId: SUBSCRIPTION_ID,
  eventId: "evt_1",
  type: "a",
  state,
  attempts: 0,
  run: 0,
  attemptsBeforeRun: 0,
  trigger: "scheduled",
  createdAt: AT,
  updatedAt: AT,
  ...(state === "retrying" && { nextAttemptAt: AT }),
  ...fields,
});

/** A message of the same delivery, in a run. */
export const taskOfRun = (run: number, fields: Partial<DeliveryTask> = {}): DeliveryTask => ({
  deliveryId: ID,
  subscriptionId: SUBSCRIPTION_ID,
  event: { id: "evt_1", ulid: ULID, tenantId: "acme", type: "a", occurredAt: AT, data: "{}" },
  queuedAt: AT,
  round: 0,
  attemptsBefore: 0,
  idleRounds: 0,
  run,
  trigger: "scheduled",
  ...fields,
});
