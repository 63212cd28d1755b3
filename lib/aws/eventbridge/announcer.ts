import { DELIVERY_EXHAUSTED, type ExhaustedDetail } from "../../contract/bus.ts";
import type { Announcer } from "../../core/delivery/announcer.ts";
import type { Delivery } from "../../core/model/delivery.ts";
import type { ServiceCaller } from "../kit/service-wire.ts";
import { busPublisher } from "./publish.ts";

/** Publishes exhausted deliveries on the bus. */
export function eventBridgeAnnouncer(caller: ServiceCaller, busName: string): Announcer {
  const publish = busPublisher(caller, busName);
  return {
    announceExhausted: (deliveries) =>
      publish(deliveries.map((delivery) => ({ type: DELIVERY_EXHAUSTED, detail: detailOf(delivery) }))),
  };
}

const detailOf = (delivery: Delivery): ExhaustedDetail => ({
  deliveryId: delivery.id,
  tenantId: delivery.tenantId,
  subscriptionId: delivery.subscriptionId,
  eventId: delivery.eventId,
  type: delivery.type,
  attempts: delivery.attempts,
  failure: delivery.failure,
  lastStatus: delivery.lastStatus,
  at: delivery.updatedAt,
});
