import type { AcceptedEvent, Admission } from "../../lib/core/admission.ts";
import type { Clock } from "../../lib/core/clock.ts";
import type { DeliveryQueue } from "../../lib/core/delivery/delivery-queue.ts";
import type { DeliveryEditor } from "../../lib/core/delivery/delivery-store.ts";
import { untried } from "../../lib/core/delivery/lifecycle.ts";
import { newTask } from "../../lib/core/delivery/task.ts";
import { Refusal } from "../../lib/core/errors.ts";
import type { EventWriter } from "../../lib/core/events.ts";
import { type IdentifiedEvent, recordOf } from "../../lib/core/events.ts";
import { newAllowance } from "../../lib/core/matching/allowance.ts";
import type { Catalog } from "../../lib/core/matching/catalog.ts";
import { evaluations } from "../../lib/core/matching/evaluation.ts";
import { matchesOf } from "../../lib/core/matching/matches.ts";
import { matchFields, queuedCount } from "../../lib/core/matching/recorded-matches.ts";
import type { SubscriptionIndex } from "../../lib/core/matching/subscription-index.ts";
import type { EventRecord, Tenant } from "../../lib/core/model.ts";
import { refuseUnfit } from "./enforce.ts";
import { eventPlace } from "./event-place.ts";
import { refuseUnlisted } from "./strict-catalog.ts";

/** The producer's answer for one event. */
export interface Acceptance {
  id: string;
  deliveries: number;
  /** Deliveries that were recorded but not queued, because their subscription is inactive. */
  skipped?: number;
  /** The event was accepted before: nothing was queued this time. */
  duplicate: boolean;
}

/** The events of one request, and whether they came in a list. */
export interface RequestedEvents {
  events: IdentifiedEvent[];
  batch: boolean;
}

export interface AcceptPorts {
  subscriptionsOf: (tenant: Tenant) => Promise<SubscriptionIndex>;
  catalogAt: (version: number) => Promise<Catalog>;
  queue: DeliveryQueue;
  editor: DeliveryEditor;
  events: EventWriter;
  now: Clock;
  /**
   * Reject events whose type is not in the catalog.
   *
   * @default false
   */
  strictCatalog?: boolean;
}

/**
 * Accepts events of one tenant. Queues the deliveries to active subscriptions, records the deliveries to inactive and
 * pull subscriptions, and then writes the event rows. With this order, a crash between the steps causes a duplicate
 * with the same id, never a loss.
 *
 * Throws a 409 `Refusal` if another event with the same id was accepted before.
 */
export function acceptEvents(ports: AcceptPorts) {
  const { subscriptionsOf, catalogAt, queue, editor, events: store, now, strictCatalog = false } = ports;
  const evaluationOf = evaluations();

  return async function accept(
    tenant: Tenant,
    request: RequestedEvents,
    { accepted: acceptedBefore, catalogVersion }: Pick<Admission, "accepted" | "catalogVersion">,
  ): Promise<Acceptance[]> {
    const { events } = request;
    const fresh = freshEvents(request, acceptedBefore);
    const matched = fresh.length > 0 ? await matchAll(tenant, request, fresh, catalogVersion) : [];
    await queue.send(matched.flatMap((one) => queuedOf(one).map((id) => newTask(one.event, untried(one.record, id)))));
    await recordUnqueued(matched);
    await store.putEvents(matched.map(({ record }) => record));
    const counts = new Map(matched.map(({ event, record }) => [event, countsOf(record)]));
    return events.map((event) => acceptance(event, counts, acceptedBefore));
  };

  async function matchAll(
    tenant: Tenant,
    { events, batch }: RequestedEvents,
    fresh: IdentifiedEvent[],
    catalogVersion: number,
  ): Promise<Matched[]> {
    const [candidates, catalog] = await Promise.all([subscriptionsOf(tenant), catalogAt(catalogVersion)]);
    if (strictCatalog) refuseUnlisted(events, fresh, catalog, batch);
    refuseUnfit(events, fresh, catalog, undefined, batch);
    const allowance = newAllowance();
    return fresh.map((event) => {
      const evaluate = evaluationOf(event, allowance);
      const matches = matchesOf(candidates, event, catalog.derivedFrom(event.type), evaluate);
      const pulled = new Set(matches.flatMap(({ subscription: { id, pull } }) => (pull ? [id] : [])));
      return { event, record: { ...recordOf(event, [], now()), ...matchFields(event.type, matches) }, pulled };
    });
  }

  /**
   * Doesn't overwrite existing rows: an earlier try of this request may have queued a delivery that would be skipped
   * now.
   */
  async function recordUnqueued(matched: Matched[]): Promise<void> {
    const rows = matched.flatMap((one) => unqueuedOf(one).map((id) => untried(one.record, id)));
    if (rows.length > 0) await editor.replaceDeliveries(rows.map((after) => ({ before: undefined, after })));
  }
}

interface Matched {
  event: IdentifiedEvent;
  record: EventRecord;
  /** The ids of the matched pull subscriptions. */
  pulled: ReadonlySet<string>;
}

const queuedOf = ({ record, pulled }: Matched): string[] =>
  record.subscriptionIds.slice(0, queuedCount(record)).filter((id) => !pulled.has(id));

const unqueuedOf = ({ record, pulled }: Matched): string[] =>
  record.subscriptionIds.filter((id, index) => index >= queuedCount(record) || pulled.has(id));

type Counts = Pick<Acceptance, "deliveries" | "skipped">;
const countsOf = (record: EventRecord): Counts => ({ deliveries: queuedCount(record), skipped: record.skipped });

/** The events that were not accepted before, each id once. */
function freshEvents(
  { events, batch }: RequestedEvents,
  acceptedBefore: Map<string, AcceptedEvent>,
): IdentifiedEvent[] {
  const seen = new Map<string, string>([...acceptedBefore.values()].map((e) => [e.id, e.digest]));
  return events.filter((event, index) => {
    const digest = seen.get(event.id);
    if (digest !== undefined && digest !== event.digest) throw idClash(eventPlace(index, batch));
    seen.set(event.id, event.digest);
    return digest === undefined;
  });
}

const idClash = (place: string): Refusal =>
  new Refusal(409, "Another event with this id was accepted before.", [
    { path: `${place}/id`, message: "was used for another event" },
  ]);

function acceptance(
  event: IdentifiedEvent,
  counts: Map<IdentifiedEvent, Counts>,
  acceptedBefore: Map<string, AcceptedEvent>,
): Acceptance {
  const fresh = counts.get(event);
  if (fresh) return { id: event.id, ...fresh, duplicate: false };
  const first = acceptedBefore.get(event.id) ?? [...counts].find(([other]) => other.id === event.id)?.[1];
  return { id: event.id, deliveries: first?.deliveries ?? 0, skipped: first?.skipped, duplicate: true };
}
