import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import {
  BUS_SOURCE,
  DELIVERY_EXHAUSTED,
  DISABLE_SCHEDULED,
  type DisableDetail,
  type ExhaustedDetail,
  SUBSCRIPTION_DISABLED,
} from "../../contract/bus.ts";
import type { Announcer } from "../../core/delivery/announcer.ts";
import { PipelineFault } from "../../core/errors.ts";
import type { FailingAnnouncer } from "../../core/health/disabling.ts";
import type { Delivery } from "../../core/model.ts";
import { chunks } from "../kit/batching.ts";
import { retryLeftovers } from "../kit/retry-leftovers.ts";
import { orFault } from "../kit/sdk-errors.ts";

/** The most entries in one call: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MAX_ENTRIES = 10;

/** One of Posthorn's own events. */
interface OwnEvent {
  type: string;
  detail: ExhaustedDetail | DisableDetail;
}

/** Publishes events on the bus. */
export function eventBridgeAnnouncer(client: EventBridgeClient, busName: string): Announcer & FailingAnnouncer {
  const publish = (events: OwnEvent[]) => announce(client, busName, events);
  return {
    async announceExhausted(deliveries) {
      const events = deliveries.map((delivery) => ({ type: DELIVERY_EXHAUSTED, detail: detailOf(delivery) }));
      await Promise.all(chunks(events, MAX_ENTRIES).map(publish));
    },
    announceDisableScheduled: (detail) => publish([{ type: DISABLE_SCHEDULED, detail }]),
    announceDisabled: (detail) => publish([{ type: SUBSCRIPTION_DISABLED, detail }]),
  };
}

async function announce(client: EventBridgeClient, busName: string, events: OwnEvent[]): Promise<void> {
  const left = await retryLeftovers(events, (some) =>
    orFault("publishing on the bus failed", () => putOnce(client, busName, some)),
  );
  if (left.length > 0) throw new PipelineFault(`the bus rejected ${left.length} events`);
}

/** Makes one call. Resolves with the events that got no id. The answer's entries are in the request's order. */
async function putOnce(client: EventBridgeClient, EventBusName: string, events: OwnEvent[]): Promise<OwnEvent[]> {
  const Entries = events.map(({ type, detail }) => ({
    EventBusName,
    Source: BUS_SOURCE,
    DetailType: type,
    Detail: JSON.stringify(detail),
  }));
  const answer = await client.send(new PutEventsCommand({ Entries }));
  return events.filter((_, index) => !answer.Entries?.[index]?.EventId);
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
