import type { Logger } from "@aws-lambda-powertools/logger";
import type { Clock } from "../../../lib/core/clock.ts";
import { deliveryId } from "../../../lib/core/ids.ts";
import type { Delivery, DeliveryState, DeliveryTask } from "../../../lib/core/model.ts";
import { memoryPipeline } from "../../support/memory/memory-pipeline.ts";

export const AT = "2026-01-01T00:00:00.000Z";
const ULID = "01J00000000000000000000000";
export const SUBSCRIPTION_ID = "sub_01J00000000000000000000001";
export const DELIVERY_ID = deliveryId(ULID, SUBSCRIPTION_ID);

export const taskOf = (fields: Partial<DeliveryTask> = {}): DeliveryTask => ({
  deliveryId: DELIVERY_ID,
  subscriptionId: SUBSCRIPTION_ID,
  event: { id: "evt_1", ulid: ULID, tenantId: "acme", type: "a", occurredAt: AT, data: "{}" },
  queuedAt: AT,
  round: 0,
  attemptsBefore: 0,
  idleRounds: 0,
  run: 0,
  trigger: "scheduled",
  ...fields,
});

export const rowOf = (state: DeliveryState, attempts = 4): Delivery => ({
  id: DELIVERY_ID,
  tenantId: "acme",
  subscriptionId: SUBSCRIPTION_ID,
  eventId: "evt_1",
  type: "a",
  state,
  attempts,
  run: 0,
  attemptsBeforeRun: 0,
  trigger: "scheduled",
  createdAt: AT,
  updatedAt: AT,
});

const sender = { send: () => Promise.reject(new Error("nothing is sent here")) };
export const TENANT = {
  id: "acme",
  incarnation: "ABCDEFGH",
  name: "Acme",
  version: 1,
  createdAt: "2020-01-01T00:00:00.000Z",
};

/** A pipeline with the tenant of the letters. */
export function pipelineAt(now: Clock, logger?: Logger) {
  const pipeline = memoryPipeline({ now, sender, ...(logger && { logger }) });
  pipeline.world.tenants.put(TENANT.id, TENANT);
  return pipeline;
}
