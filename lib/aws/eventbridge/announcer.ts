import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { BUS_SOURCE, DELIVERY_EXHAUSTED, type ExhaustedDetail } from "../../contract/bus.ts";
import type { Announcer } from "../../core/delivery/announcer.ts";
import { PipelineFault } from "../../core/errors.ts";
import type { Delivery } from "../../core/model.ts";
import { chunks } from "../kit/batching.ts";
import { retryLeftovers } from "../kit/retry-leftovers.ts";
import { orFault } from "../kit/sdk-errors.ts";

/** The most entries in one call: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MAX_ENTRIES = 10;

/** Publishes events on the bus. */
export function eventBridgeAnnouncer(client: EventBridgeClient, busName: string): Announcer {
  return { announceExhausted };

  async function announceExhausted(deliveries: Delivery[]): Promise<void> {
    await Promise.all(chunks(deliveries, MAX_ENTRIES).map((chunk) => announce(client, busName, chunk)));
  }
}

async function announce(client: EventBridgeClient, busName: string, deliveries: Delivery[]): Promise<void> {
  const left = await retryLeftovers(deliveries, (some) =>
    orFault("publishing on the bus failed", () => putOnce(client, busName, some)),
  );
  if (left.length > 0) throw new PipelineFault(`the bus rejected ${left.length} events`);
}

/**
 * Makes one call. Resolves with the deliveries that got no event id. The answer's entries are in the request's order.
 */
async function putOnce(client: EventBridgeClient, EventBusName: string, deliveries: Delivery[]): Promise<Delivery[]> {
  const Entries = deliveries.map((delivery) => ({
    EventBusName,
    Source: BUS_SOURCE,
    DetailType: DELIVERY_EXHAUSTED,
    Detail: JSON.stringify(detailOf(delivery)),
  }));
  const answer = await client.send(new PutEventsCommand({ Entries }));
  return deliveries.filter((_, index) => !answer.Entries?.[index]?.EventId);
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
