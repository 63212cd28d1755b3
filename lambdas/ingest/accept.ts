import type { Clock } from "../../lib/core/clock.ts";
import { changeDeliveries } from "../../lib/core/delivery/change-deliveries.ts";
import type { DeliveryQueue } from "../../lib/core/delivery/delivery-queue.ts";
import type { DeliveryEditor } from "../../lib/core/delivery/delivery-store.ts";
import { renewed, stillHeld } from "../../lib/core/delivery/lifecycle.ts";
import type { EventWriter, IdentifiedEvent } from "../../lib/core/events.ts";
import type { FanOutQueue } from "../../lib/core/fan-out/fan-out-queue.ts";
import { deliveryId } from "../../lib/core/ids.ts";
import type { EventHead, LogReader } from "../../lib/core/log/log-reader.ts";
import { newAllowance } from "../../lib/core/matching/allowance.ts";
import type { Catalog } from "../../lib/core/matching/catalog.ts";
import { evaluations } from "../../lib/core/matching/evaluation.ts";
import { matchesOf } from "../../lib/core/matching/matches.ts";
import { queuedCount } from "../../lib/core/matching/recorded-matches.ts";
import type { SubscriptionIndex } from "../../lib/core/matching/subscription-index.ts";
import type { Delivery } from "../../lib/core/model/delivery.ts";
import type { EventRecord } from "../../lib/core/model/event.ts";
import type { Tenant } from "../../lib/core/model/tenant.ts";
import type { OrderedQueue } from "../../lib/core/ordered/ordered-queue.ts";
import { orderedLanes } from "../../lib/core/ordered/ordering-key.ts";
import { refOf } from "../../lib/core/tenants.ts";
import {
  type AcceptedEvent,
  type Holds,
  type Matched,
  matchedBy,
  recorded,
  unqueuedOf,
  unqueuedRow,
} from "./accepted-event.ts";
import { acceptedMeanwhile, type ClaimPorts, claimed, type SortedEvents, sortedEvents } from "./claimed-events.ts";
import { refuseUnfit } from "./enforce.ts";
import { orderedMessages, sendOrdered } from "./ordered.ts";
import { DIRECT, type DirectLimits, routed } from "./routed.ts";
import { refuseUnlisted } from "./strict-catalog.ts";
import { worthKeeping } from "./worth-keeping.ts";

/** The producer's answer for one event. */
export interface Acceptance {
  id: string;
  deliveries: number;
  /** Deliveries that were recorded but not queued, because their subscription is inactive. */
  skipped?: number;
  /** The event was sent before. Nothing was queued this time, unless the first request may have failed. */
  duplicate: boolean;
  /** The number of subscriptions about which Posthorn decides later, because an expression took too long. */
  undecided?: number;
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
  ordered: OrderedQueue;
  pages: FanOutQueue;
  editor: DeliveryEditor;
  log: Pick<LogReader, "getEventHeads" | "getDeliveries">;
  events: EventWriter;
  now: Clock;
  /**
   * Reject events whose type is not in the catalog.
   *
   * @default false
   */
  strictCatalog?: boolean;
  /** @default a second set of expressions */
  evaluationOf?: ReturnType<typeof evaluations>;
  /** @default evaluates the ordering keys of subscriptions */
  lanesOf?: ReturnType<typeof orderedLanes>;
  /** @default DIRECT */
  direct?: DirectLimits;
}

/**
 * Accepts events of one tenant. Claims the ids that producers gave, queues the deliveries to active subscriptions,
 * records the deliveries that are skipped, pulled or held, and then writes the event rows. With this order, a crash
 * between the steps causes a duplicate with the same id, never a loss.
 *
 * Throws a 409 `Refusal` if another event with the same id was accepted before. A list of `holds` that is out of date is
 * harmless: `deliver` holds what is queued, and the release finds what is held.
 */
export function acceptEvents(ports: AcceptPorts) {
  const { subscriptionsOf, catalogAt, queue, pages, editor, events: store, log, now, strictCatalog = false } = ports;
  const { evaluationOf = evaluations(), lanesOf = orderedLanes(), direct = DIRECT } = ports;

  return async function accept(
    tenant: Tenant,
    request: RequestedEvents,
    catalogVersion: number,
    holds: Holds = new Map(),
  ): Promise<Acceptance[]> {
    const of = refOf(tenant);
    const sorted = await sortedEvents(ports, of, request);
    const { wanted, matched } = worthKeeping(sorted, await matchAll(tenant, request, sorted, catalogVersion));
    const fresh = await claimed(ports, of, wanted, request);
    const repeated = [...fresh.filter(({ ulid }, index) => ulid !== wanted[index]?.ulid), ...sorted.redone];
    const meanwhile = await acceptedMeanwhile(ports, of, repeated);
    const tried = [...fresh, ...sorted.redone].map((event, index) => recorded(event, of, matched[index], holds));
    const accepted = tried.filter(({ record }) => !meanwhile.has(record.ulid));
    const { tasks, pages: large } = routed(accepted, direct);
    const again = new Set(repeated.map(({ ulid }) => ulid));
    await keepHeld(accepted.filter(({ record }) => again.has(record.ulid)));
    await sendOrdered(ports.ordered, orderedMessages(accepted, request.events));
    await queue.send(tasks);
    await pages.sendPages(large);
    await recordUnqueued(accepted);
    await store.putEvents(accepted.map(({ record }) => record));
    const others = repeated.flatMap(({ claim, ulid }) => known(claim, meanwhile.get(ulid)));
    return answers(request, new Map([...sorted.accepted, ...others]), accepted);
  };

  /** The matches of each fresh event, and then of each event that is accepted again. */
  async function matchAll(
    tenant: Tenant,
    { events, batch }: RequestedEvents,
    { fresh, redone }: SortedEvents,
    catalogVersion: number,
  ): Promise<Matched[]> {
    if (fresh.length + redone.length === 0) return [];
    const [candidates, catalog] = await Promise.all([subscriptionsOf(tenant), catalogAt(catalogVersion)]);
    if (strictCatalog) refuseUnlisted(events, fresh, catalog, batch);
    refuseUnfit(events, fresh, catalog, undefined, batch);
    const allowance = newAllowance();
    return [...fresh, ...redone].map((event) => {
      const derived = catalog.derivedFrom(event.type);
      const matches = matchesOf(candidates, event, derived, evaluationOf(event, allowance));
      return matchedBy(event, matches, lanesOf(event, allowance));
    });
  }

  /**
   * An earlier try of this request may have written rows. Deliveries that are under way since then are left alone: the
   * earlier try may have queued a delivery that would be skipped now.
   */
  async function recordUnqueued(accepted: AcceptedEvent[]): Promise<void> {
    const rows = accepted.flatMap((one) => unqueuedOf(one).map((id) => unqueuedRow(one, id, now())));
    const wanted = rows.map((fresh) => ({
      id: fresh.id,
      change: (row: Delivery | undefined) => (row ? renewed(row, fresh, now()) : fresh),
    }));
    if (wanted.length > 0) await changeDeliveries({ log, editor }, wanted, new Map());
  }

  /**
   * An earlier try may have queued deliveries that were held or parked since. They must not be given up before this try
   * has written their events.
   */
  async function keepHeld(repeated: AcceptedEvent[]): Promise<void> {
    const wanted = repeated.flatMap(({ record, pulled }) =>
      [...record.subscriptionIds, ...(record.undecidedIds ?? [])]
        .filter((id) => !pulled.has(id))
        .map((id) => ({ id: deliveryId(record.ulid, id), change: (row?: Delivery) => row && stillHeld(row, now()) })),
    );
    if (wanted.length > 0) await changeDeliveries({ log, editor }, wanted);
  }
}

type Answer = Omit<Acceptance, "duplicate">;

const known = (claim: string | undefined, head: EventHead | undefined): [claim: string, head: EventHead][] =>
  claim !== undefined && head ? [[claim, head]] : [];

/**
 * The answers, in the order of the request. An event that comes twice in a request is a duplicate the second time.
 *
 * @param earlier the events that were accepted before, by claim
 */
function answers(
  { events }: RequestedEvents,
  earlier: ReadonlyMap<string, EventHead>,
  accepted: AcceptedEvent[],
): Acceptance[] {
  const fromRecord = (record: EventRecord) => answerOf(record, queuedCount(record), record.undecidedIds?.length);
  const byUlid = new Map(accepted.map(({ record }) => [record.ulid, fromRecord(record)]));
  const byClaim = new Map([
    ...[...earlier].map(([claim, head]) => [claim, answerOf(head, head.deliveries, head.undecided)] as const),
    ...accepted.map(({ event, record }) => [event.claim, fromRecord(record)] as const),
  ]);
  return events.map(({ id, ulid, claim }) => {
    const first = byUlid.get(ulid);
    return { ...(first ?? byClaim.get(claim) ?? { id, deliveries: 0 }), duplicate: first === undefined };
  });
}

const answerOf = (
  { id, skipped }: Pick<EventRecord, "id" | "skipped">,
  deliveries: number,
  undecided: number | undefined,
): Answer => ({ id, deliveries, skipped, undecided });
