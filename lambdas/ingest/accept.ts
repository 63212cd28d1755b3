import type { DeliveryQueue } from "../../lib/core/delivery/delivery-queue.ts";
import type { DeliveryEditor } from "../../lib/core/delivery/delivery-store.ts";
import { untried } from "../../lib/core/delivery/lifecycle.ts";
import { newTask } from "../../lib/core/delivery/task.ts";
import type { EventWriter } from "../../lib/core/events.ts";
import { type IdentifiedEvent, recordOf } from "../../lib/core/events.ts";
import { newAllowance } from "../../lib/core/matching/allowance.ts";
import type { Catalog } from "../../lib/core/matching/catalog.ts";
import { evaluations } from "../../lib/core/matching/evaluation.ts";
import { type Match, matchesOf } from "../../lib/core/matching/matches.ts";
import { matchFields, queuedCount } from "../../lib/core/matching/recorded-matches.ts";
import type { SubscriptionIndex } from "../../lib/core/matching/subscription-index.ts";
import type { DeliveryTask, EventRecord, Tenant, TenantRef } from "../../lib/core/model.ts";
import { refOf } from "../../lib/core/tenants.ts";
import { type ClaimPorts, claimed, type SortedEvents, sortedEvents } from "./claimed-events.ts";
import { refuseUnfit } from "./enforce.ts";
import { refuseUnlisted } from "./strict-catalog.ts";

/** The producer's answer for one event. */
export interface Acceptance {
  id: string;
  deliveries: number;
  /** Deliveries that were recorded but not queued, because their subscription is inactive. */
  skipped?: number;
  /** The event was sent before. Nothing was queued this time, unless the first request may have failed. */
  duplicate: boolean;
}

/** The events of one request, and whether they came in a list. */
export interface RequestedEvents {
  events: IdentifiedEvent[];
  batch: boolean;
}

export interface AcceptPorts extends ClaimPorts {
  subscriptionsOf: (tenant: Tenant) => Promise<SubscriptionIndex>;
  catalogAt: (version: number) => Promise<Catalog>;
  queue: DeliveryQueue;
  editor: DeliveryEditor;
  events: EventWriter;
  /**
   * Reject events whose type is not in the catalog.
   *
   * @default false
   */
  strictCatalog?: boolean;
}

/**
 * Accepts events of one tenant. Claims the ids that producers gave, queues the deliveries to active subscriptions,
 * records the deliveries to inactive and pull subscriptions, and then writes the event rows. With this order, a crash
 * between the steps causes a duplicate with the same id, never a loss.
 *
 * Throws a 409 `Refusal` if another event with the same id was accepted before.
 */
export function acceptEvents(ports: AcceptPorts) {
  const { subscriptionsOf, catalogAt, queue, editor, events: store, strictCatalog = false } = ports;
  const evaluationOf = evaluations();

  return async function accept(
    tenant: Tenant,
    request: RequestedEvents,
    catalogVersion: number,
  ): Promise<Acceptance[]> {
    const of = refOf(tenant);
    const sorted = await sortedEvents(ports, of, request);
    const matched = await matchAll(tenant, request, sorted, catalogVersion);
    const fresh = await claimed(ports, of, sorted.fresh, request);
    const accepted = [...fresh, ...sorted.redone].map((event, index) => recorded(event, of, matched[index] ?? []));
    await queue.send(tasksOf(accepted));
    await recordUnqueued(accepted);
    await store.putEvents(accepted.map(({ record }) => record));
    return answers(request, sorted, accepted);
  };

  /** The matches of each fresh event, and then of each event that is accepted again. */
  async function matchAll(
    tenant: Tenant,
    { events, batch }: RequestedEvents,
    { fresh, redone }: SortedEvents,
    catalogVersion: number,
  ): Promise<Match[][]> {
    if (fresh.length + redone.length === 0) return [];
    const [candidates, catalog] = await Promise.all([subscriptionsOf(tenant), catalogAt(catalogVersion)]);
    if (strictCatalog) refuseUnlisted(events, fresh, catalog, batch);
    refuseUnfit(events, fresh, catalog, undefined, batch);
    const allowance = newAllowance();
    return [...fresh, ...redone].map((event) =>
      matchesOf(candidates, event, catalog.derivedFrom(event.type), evaluationOf(event, allowance)),
    );
  }

  /**
   * Doesn't overwrite existing rows: an earlier try of this request may have queued a delivery that would be skipped
   * now.
   */
  async function recordUnqueued(accepted: AcceptedEvent[]): Promise<void> {
    const rows = accepted.flatMap((one) => unqueuedOf(one).map((id) => untried(one.record, id)));
    if (rows.length > 0) await editor.replaceDeliveries(rows.map((after) => ({ before: undefined, after })));
  }
}

interface AcceptedEvent {
  event: IdentifiedEvent;
  record: EventRecord;
  /** The ids of the matched pull subscriptions. */
  pulled: ReadonlySet<string>;
}

function recorded(event: IdentifiedEvent, of: TenantRef, matches: Match[]): AcceptedEvent {
  const pulled = new Set(matches.flatMap(({ subscription: { id, pull } }) => (pull ? [id] : [])));
  return { event, record: { ...recordOf(event, of, []), ...matchFields(event.type, matches) }, pulled };
}

/** One event may have thousands of deliveries, so the tasks are made as they are sent. */
function* tasksOf(accepted: AcceptedEvent[]): Iterable<DeliveryTask> {
  for (const one of accepted) for (const id of queuedOf(one)) yield newTask(one.event, untried(one.record, id));
}

const queuedOf = ({ record, pulled }: AcceptedEvent): string[] =>
  record.subscriptionIds.slice(0, queuedCount(record)).filter((id) => !pulled.has(id));

const unqueuedOf = ({ record, pulled }: AcceptedEvent): string[] =>
  record.subscriptionIds.filter((id, index) => index >= queuedCount(record) || pulled.has(id));

type Answer = Omit<Acceptance, "duplicate">;

/** The answers, in the order of the request. An event that comes twice in a request is a duplicate the second time. */
function answers({ events }: RequestedEvents, sorted: SortedEvents, accepted: AcceptedEvent[]): Acceptance[] {
  const byUlid = new Map(accepted.map(({ record }) => [record.ulid, answerOf(record, queuedCount(record))]));
  const byClaim = new Map([
    ...[...sorted.accepted].map(([claim, head]) => [claim, answerOf(head, head.deliveries)] as const),
    ...accepted.map(({ event, record }) => [event.claim, answerOf(record, queuedCount(record))] as const),
  ]);
  return events.map(({ id, ulid, claim }) => {
    const first = byUlid.get(ulid);
    return { ...(first ?? byClaim.get(claim) ?? { id, deliveries: 0 }), duplicate: first === undefined };
  });
}

const answerOf = ({ id, skipped }: Pick<EventRecord, "id" | "skipped">, deliveries: number): Answer => ({
  id,
  deliveries,
  skipped,
});
