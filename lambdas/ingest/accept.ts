import type { Catalog } from "../../lib/core/catalog.ts";
import { Refusal } from "../../lib/core/errors.ts";
import { evaluations, newAllowance } from "../../lib/core/evaluation.ts";
import { type IdentifiedEvent, recordOf } from "../../lib/core/events.ts";
import { deliveryId } from "../../lib/core/ids.ts";
import { type Match, matchesOf, matchFields } from "../../lib/core/matching.ts";
import type { SubscriptionIndex } from "../../lib/core/matching-index.ts";
import type { DeliveryTask, Subscription, Tenant } from "../../lib/core/model.ts";
import type { AcceptedEvent, Admission, Clock, DeliveryQueue, EventWriter } from "../../lib/core/ports.ts";
import { refuseUnfit } from "./enforce.ts";

/** What a producer is told of each event. */
export interface Acceptance {
  id: string;
  deliveries: number;
  /** It was accepted before: nothing was queued this time. */
  duplicate: boolean;
}

export interface AcceptPorts {
  subscriptionsOf: (tenant: Tenant) => Promise<SubscriptionIndex>;
  catalogAt: (version: number) => Promise<Catalog>;
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
export function acceptEvents({ subscriptionsOf, catalogAt, queue, events: store, now }: AcceptPorts) {
  const evaluationOf = evaluations();

  return async function accept(
    tenant: Tenant,
    events: IdentifiedEvent[],
    { accepted: acceptedBefore, catalogVersion }: Pick<Admission, "accepted" | "catalogVersion">,
  ): Promise<Acceptance[]> {
    const fresh = freshEvents(events, acceptedBefore);
    const matched = fresh.length > 0 ? await matchAll(tenant, events, fresh, catalogVersion) : [];
    await queue.send(
      matched.flatMap(({ event, matches }) => matches.map(({ subscription }) => taskFor(event, subscription, now()))),
    );
    await store.putEvents(
      matched.map(({ event, matches }) => ({ ...recordOf(event, [], now()), ...matchFields(event.type, matches) })),
    );
    const counts = new Map(matched.map(({ event, matches }) => [event, matches.length]));
    return events.map((event) => acceptance(event, counts, acceptedBefore));
  };

  async function matchAll(
    tenant: Tenant,
    events: IdentifiedEvent[],
    fresh: IdentifiedEvent[],
    catalogVersion: number,
  ): Promise<Matched[]> {
    const [candidates, catalog] = await Promise.all([subscriptionsOf(tenant), catalogAt(catalogVersion)]);
    refuseUnfit(events, fresh, catalog);
    const allowance = newAllowance();
    return fresh.map((event) => {
      const evaluate = evaluationOf(event, allowance);
      return { event, matches: matchesOf(candidates, event, catalog.derivedFrom(event.type), evaluate) };
    });
  }
}

interface Matched {
  event: IdentifiedEvent;
  matches: Match[];
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
    run: 0,
    trigger: "scheduled",
  };
}
