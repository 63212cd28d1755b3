import { type IdentifiedEvent, recordOf } from "../../lib/core/events.ts";
import type { Matches } from "../../lib/core/matching/matches.ts";
import { type MatchFields, matchFields, queuedCount } from "../../lib/core/matching/recorded-matches.ts";
import type { EventRecord, TenantRef } from "../../lib/core/model.ts";

/** An event with its matches, before its claim is made. A request can have a million matches, so this keeps only ids. */
export interface Matched {
  fields: MatchFields & Pick<EventRecord, "undecidedIds">;
  /** The ids of the matched pull subscriptions. */
  pulled: ReadonlySet<string>;
}

/** An event under its final ULID. */
export interface AcceptedEvent extends Pick<Matched, "pulled"> {
  event: IdentifiedEvent;
  record: EventRecord;
}

export function matchedBy({ type }: IdentifiedEvent, { matches, undecided }: Matches): Matched {
  return {
    fields: { ...matchFields(type, matches), ...(undecided.length > 0 && { undecidedIds: undecided }) },
    pulled: new Set(matches.flatMap(({ subscription: { id, pull } }) => (pull ? [id] : []))),
  };
}

export function recorded(event: IdentifiedEvent, of: TenantRef, matched: Matched | undefined): AcceptedEvent {
  const { fields, pulled = new Set<string>() } = matched ?? {};
  return { event, record: { ...recordOf(event, of, []), ...fields }, pulled };
}

/** The subscriptions whose deliveries are queued. */
export function queuedOf({ record, pulled }: AcceptedEvent): string[] {
  const active = record.subscriptionIds.slice(0, queuedCount(record));
  return pulled.size > 0 ? active.filter((id) => !pulled.has(id)) : active;
}

/** The subscriptions whose deliveries are only recorded. */
export const unqueuedOf = ({ record, pulled }: AcceptedEvent): string[] =>
  record.subscriptionIds.filter((id, index) => index >= queuedCount(record) || pulled.has(id));
