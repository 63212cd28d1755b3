import { heldUntried, untried } from "../../lib/core/delivery/lifecycle.ts";
import { type IdentifiedEvent, recordOf } from "../../lib/core/events.ts";
import type { Candidate } from "../../lib/core/matching/candidates.ts";
import type { Matches } from "../../lib/core/matching/matches.ts";
import { type MatchFields, matchFields, queuedCount, wasSkipped } from "../../lib/core/matching/recorded-matches.ts";
import type { Delivery, HeldFor } from "../../lib/core/model/delivery.ts";
import type { EventRecord } from "../../lib/core/model/event.ts";
import type { TenantRef } from "../../lib/core/model/tenant.ts";
import type { OrderedLane } from "../../lib/core/ordered/ordered-lane.ts";

/** An event with its matches, before its claim is made. A request can have a million matches, so this keeps only ids. */
export interface Matched {
  fields: MatchFields & Pick<EventRecord, "undecidedIds">;
  /** The ids of the matched pull subscriptions. */
  pulled: ReadonlySet<string>;
  /** The lanes of the deliveries to active ordered subscriptions, by the subscription's id. */
  lanes: ReadonlyMap<string, OrderedLane>;
}

/** The subscriptions whose deliveries are held. */
export type Holds = ReadonlyMap<string, HeldFor>;

/** An event under its final ULID. */
export interface AcceptedEvent extends Pick<Matched, "pulled" | "lanes"> {
  event: IdentifiedEvent;
  record: EventRecord;
  holds: Holds;
}

export function matchedBy(
  { type }: IdentifiedEvent,
  { matches, undecided }: Matches,
  laneOf: (subscription: Candidate) => OrderedLane,
): Matched {
  const subscriptions = matches.map(({ subscription }) => subscription);
  const ordered = subscriptions.filter(({ ordered, active }) => ordered && active);
  return {
    fields: { ...matchFields(type, matches), ...(undecided.length > 0 && { undecidedIds: undecided }) },
    pulled: new Set(subscriptions.flatMap(({ id, pull }) => (pull ? [id] : []))),
    lanes: new Map(ordered.map((subscription) => [subscription.id, laneOf(subscription)])),
  };
}

export function recorded(
  event: IdentifiedEvent,
  of: TenantRef,
  matched: Matched | undefined,
  holds: Holds,
): AcceptedEvent {
  const { fields, pulled = new Set<string>(), lanes = new Map() } = matched ?? {};
  return { event, record: { ...recordOf(event, of, []), ...fields }, pulled, lanes, holds };
}

/** The subscriptions whose deliveries are queued, without those that are ordered. */
export function queuedOf({ record, pulled, lanes, holds }: AcceptedEvent): string[] {
  const active = record.subscriptionIds.slice(0, queuedCount(record));
  if (pulled.size + lanes.size + holds.size === 0) return active;
  return active.filter((id) => !pulled.has(id) && !lanes.has(id) && !holds.has(id));
}

/**
 * The subscriptions whose deliveries are only recorded. An ordered delivery is queued even if its subscription holds,
 * because its place in the lane is its place in the queue. The lane holds it.
 */
export const unqueuedOf = ({ record, pulled, lanes, holds }: AcceptedEvent): string[] =>
  record.subscriptionIds.filter(
    (id, index) => index >= queuedCount(record) || pulled.has(id) || (holds.has(id) && !lanes.has(id)),
  );

/** The row of a delivery that is only recorded: skipped, to be pulled, or held. */
export function unqueuedRow({ record, holds }: AcceptedEvent, subscriptionId: string, nowMs: number): Delivery {
  const reason = wasSkipped(record, subscriptionId) ? undefined : holds.get(subscriptionId);
  if (!reason) return untried(record, subscriptionId);
  // The event may be older, if an earlier try claimed its id.
  return { ...heldUntried(record, subscriptionId, reason), updatedAt: new Date(nowMs).toISOString() };
}
