import type { Logger } from "@aws-lambda-powertools/logger";
import type { Clock } from "../../../lib/core/clock.ts";
import type { Delivery, DeliveryState } from "../../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../../lib/core/model/delivery-task.ts";
import { deliveryInState, taskOfRun } from "../../support/delivery-states.ts";
import { memoryPipeline } from "../../support/memory/memory-pipeline.ts";

const ROW = deliveryInState("exhausted");
export const { id: DELIVERY_ID, subscriptionId: SUBSCRIPTION_ID, createdAt: AT } = ROW;

export const taskOf = (fields: Partial<DeliveryTask> = {}): DeliveryTask => taskOfRun(0, fields);

export const rowOf = (state: DeliveryState, attempts = 4): Delivery => deliveryInState(state, { attempts });

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
