import { Refusal } from "../../lib/core/errors.ts";
import { type IdentifiedEvent, recordOf } from "../../lib/core/events.ts";
import { deliveryId } from "../../lib/core/ids.ts";
import { wanting } from "../../lib/core/matching.ts";
import type { DeliveryTask, Subscription, Tenant } from "../../lib/core/model.ts";
import type { AcceptedEvent, Clock, DeliveryQueue, EventWriter } from "../../lib/core/ports.ts";

/** What a producer is told of each event. */
export interface Acceptance {
  id: string;
  deliveries: number;
  /** It was accepted before: nothing was queued this time. */
  duplicate: boolean;
}

export interface AcceptPorts {
  subscriptionsOf: (tenant: Tenant) => Promise<Subscription[]>;
  queue: DeliveryQueue;
  events: EventWriter;
  now: Clock;
}

/**
 * Accepts events of one tenant: queues a delivery for each subscription that wants one, then writes the event
 * rows. In that order a crash between the two leads to a duplicate with the same id, never to a loss.
 *
 * Refused with 409 when an id was used before for another event.
 */
export function acceptEvents({ subscriptionsOf, queue, events: store, now }: AcceptPorts) {
  return async function accept(
    tenant: Tenant,
    events: IdentifiedEvent[],
    acceptedBefore: Map<string, AcceptedEvent>,
  ): Promise<Acceptance[]> {
    const fresh = freshEvents(events, acceptedBefore);
    const subscriptions = fresh.length > 0 ? await subscriptionsOf(tenant) : [];
    const matched = fresh.map((event) => ({ event, wanted: wanting(subscriptions, event.type) }));
    await queue.send(matched.flatMap(({ event, wanted }) => wanted.map((s) => taskFor(event, s, now()))));
    await store.putEvents(matched.map(({ event, wanted }) => recordOf(event, wanted.map(idOf), now())));
    const counts = new Map(matched.map(({ event, wanted }) => [event, wanted.length]));
    return events.map((event) => acceptance(event, counts, acceptedBefore));
  };
}

/** Those not accepted before, each id once. */
function freshEvents(events: IdentifiedEvent[], acceptedBefore: Map<string, AcceptedEvent>): IdentifiedEvent[] {
  const seen = new Map<string, string>([...acceptedBefore.values()].map((e) => [e.id, e.digest]));
  return events.filter((event, index) => {
    const digest = seen.get(event.id);
    if (digest !== undefined && digest !== event.digest) throw idClash(events, index);
    seen.set(event.id, event.digest);
    return digest === undefined;
  });
}

function idClash(events: IdentifiedEvent[], index: number): Refusal {
  const path = events.length > 1 ? `/events/${index}/id` : "/id";
  return new Refusal(409, "An event with this id and other content was accepted before.", [
    { path, message: "was used for another event" },
  ]);
}

function acceptance(
  event: IdentifiedEvent,
  counts: Map<IdentifiedEvent, number>,
  acceptedBefore: Map<string, AcceptedEvent>,
): Acceptance {
  const deliveries = counts.get(event);
  if (deliveries !== undefined) return { id: event.id, deliveries, duplicate: false };
  const first = [...counts].find(([other]) => other.id === event.id)?.[1];
  return { id: event.id, deliveries: acceptedBefore.get(event.id)?.deliveries ?? first ?? 0, duplicate: true };
}

function taskFor(event: IdentifiedEvent, subscription: Subscription, nowMs: number): DeliveryTask {
  const { id, tenantId, type, occurredAt, data } = event;
  return {
    deliveryId: deliveryId(id, subscription.id),
    subscriptionId: subscription.id,
    event: { id, tenantId, type, occurredAt, data },
    queuedAt: new Date(nowMs).toISOString(),
    round: 0,
    attemptsBefore: 0,
    idleRounds: 0,
  };
}

const idOf = (subscription: Subscription): string => subscription.id;
