import { heldUntried, untried } from "../../lib/core/delivery/lifecycle.ts";
import { type IdentifiedEvent, recordOf } from "../../lib/core/events.ts";
import type { Matches } from "../../lib/core/matching/matches.ts";
import { type MatchFields, matchFields, queuedCount, wasSkipped } from "../../lib/core/matching/recorded-matches.ts";
import type { Delivery, EventRecord, HeldFor, TenantRef } from "../../lib/core/model.ts";

/** An event with its matches, before its claim is made. A request can have a million matches, so this keeps only ids. */
export interface Matched {
  fields: MatchFields & Pick<EventRecord, "undecidedIds">;
  /** The ids of the matched pull subscriptions. */
  pulled: ReadonlySet<string>;
}

/** The subscriptions whose deliveries are held. */
export type Holds = ReadonlyMap<string, HeldFor>;

/** An event under its final ULID. */
export interface AcceptedEvent extends Pick<Matched, "pulled"> {
  event: IdentifiedEvent;
  record: EventRecord;
  holds: Holds;
}

export function matchedBy({ type }: IdentifiedEvent, { matches, undecided }: Matches): Matched {
  return {
    fields: { ...matchFields(type, matches), ...(undecided.length > 0 && { undecidedIds: undecided }) },
    pulled: new Set(matches.flatMap(({ subscription: { id, pull } }) => (pull ? [id] : []))),
  };
}

export function recorded(
  event: IdentifiedEvent,
  of: TenantRef,
  matched: Matched | undefined,
  holds: Holds,
): AcceptedEvent {
  const { fields, pulled = new Set<string>() } = matched ?? {};
  return { event, record: { ...recordOf(event, of, []), ...fields }, pulled, holds };
}

/** The subscriptions whose deliveries are queued. */
export function queuedOf({ record, pulled, holds }: AcceptedEvent): string[] {
  const active = record.subscriptionIds.slice(0, queuedCount(record));
  return pulled.size + holds.size > 0 ? active.filter((id) => !pulled.has(id) && !holds.has(id)) : active;
}

/** The subscriptions whose deliveries are only recorded. */
export const unqueuedOf = ({ record, pulled, holds }: AcceptedEvent): string[] =>
  record.subscriptionIds.filter((id, index) => index >= queuedCount(record) || pulled.has(id) || holds.has(id));

/** The row of a delivery that is only recorded: skipped, to be pulled, or held. */
export function unqueuedRow({ record, holds }: AcceptedEvent, subscriptionId: string, nowMs: number): Delivery {
  const reason = wasSkipped(record, subscriptionId) ? undefined : holds.get(subscriptionId);
  if (!reason) return untried(record, subscriptionId);
  // The event may be older, if an earlier try claimed its id.
  return { ...heldUntried(record, subscriptionId, reason), updatedAt: new Date(nowMs).toISOString() };
}
