import { Refusal } from "../../lib/core/errors.ts";
import { type EventClaim, type EventClaims, type IdentifiedEvent, withUlid } from "../../lib/core/events.ts";
import type { EventHead, LogReader } from "../../lib/core/log/log-reader.ts";
import { EVERY_SUBSCRIPTION, type UnlistedRecipients } from "../../lib/core/log/unlisted-recipients.ts";
import type { TenantRef } from "../../lib/core/model/tenant.ts";
import type { RequestedEvents } from "./accept.ts";
import { eventPlace } from "./event-place.ts";

export interface ClaimPorts {
  claims: EventClaims;
  log: Pick<LogReader, "getEventHeads">;
  recipients: Pick<UnlistedRecipients, "noteRecipients">;
}

/** The events of a request, each once, by what is known of their claims. */
export interface SortedEvents {
  /** Events that are not known to have been accepted before. */
  fresh: IdentifiedEvent[];
  /**
   * Events that were claimed before, but have no row: the function that claimed them died, or is still at work. They are
   * accepted again, under the same ULIDs, so that nothing is lost.
   */
  redone: IdentifiedEvent[];
  /** The events that were accepted before, by claim. */
  accepted: Map<string, EventHead>;
}

type WithClaim = IdentifiedEvent & { claim: string };
const hasClaim = (event: IdentifiedEvent): event is WithClaim => event.claim !== undefined;

/**
 * Sorts the events of a request. Throws a 409 `Refusal` if another event has the same claim, in this request or before
 * it.
 */
export async function sortedEvents(
  { claims, log }: ClaimPorts,
  of: TenantRef,
  request: RequestedEvents,
): Promise<SortedEvents> {
  const distinct = distinctEvents(request);
  const claiming = distinct.filter(hasClaim);
  if (claiming.length === 0) return { fresh: distinct, redone: [], accepted: new Map() };
  const known = await claims.readClaims(
    of,
    claiming.map(({ claim }) => claim),
  );
  const repeated = claiming.flatMap((event) => underClaim(event, known.get(event.claim), request) ?? []);
  const heads =
    repeated.length > 0
      ? await log.getEventHeads(
          of,
          repeated.map(({ ulid }) => ulid),
        )
      : new Map<string, EventHead>();
  const accepted = repeated.flatMap(({ claim, ulid }) => {
    const head = heads.get(ulid);
    return head ? [[claim, head] as const] : [];
  });
  return {
    fresh: distinct.filter(({ claim }) => claim === undefined || !known.has(claim)),
    redone: repeated.filter(({ ulid }) => !heads.has(ulid)),
    accepted: new Map(accepted),
  };
}

/**
 * Makes the claims of fresh events. An event whose claim another request made in the meantime gets that claim's ULID.
 * Throws a 409 `Refusal` if the other request claimed it for another event.
 */
export async function claimed(
  { claims }: Pick<ClaimPorts, "claims">,
  of: TenantRef,
  fresh: IdentifiedEvent[],
  request: RequestedEvents,
): Promise<IdentifiedEvent[]> {
  const claiming = fresh.filter(hasClaim);
  if (claiming.length === 0) return fresh;
  const made = await claims.claim(
    of,
    claiming.map(({ claim, ulid, digest }) => ({ name: claim, ulid, digest })),
  );
  return fresh.map((event) => (hasClaim(event) && underClaim(event, made.get(event.claim), request)) || event);
}

/**
 * The heads, by ULID, of events that another try of their request has accepted in the meantime. Their deliveries are
 * queued, because the row of an event is written last.
 *
 * The other events are tried again. Each try may match other subscriptions, but the event's row lists the matches of one
 * try alone. So a note tells erasures that every subscription may get a delivery.
 *
 * @param repeated events whose claim another try made
 */
export async function acceptedMeanwhile(
  { recipients, log }: Pick<ClaimPorts, "recipients" | "log">,
  of: TenantRef,
  repeated: IdentifiedEvent[],
): Promise<Map<string, EventHead>> {
  if (repeated.length === 0) return new Map();
  const { tenantId, incarnation } = of;
  const ulids = repeated.map(({ ulid }) => ulid);
  await recipients.noteRecipients(
    ulids.map((ulid) => ({ tenantId, incarnation, ulid, subscriptionId: EVERY_SUBSCRIPTION })),
  );
  return log.getEventHeads(of, ulids);
}

/** Undefined without a claim. Throws a 409 `Refusal` if the claim is another event's. */
function underClaim(event: WithClaim, claim: EventClaim | undefined, request: RequestedEvents): WithClaim | undefined {
  if (!claim) return undefined;
  if (claim.digest !== event.digest) throw idClash(event, request);
  return { ...withUlid(event, claim.ulid), claim: event.claim };
}

/** Each event once. Throws a 409 `Refusal` if two events have the same claim. */
function distinctEvents(request: RequestedEvents): IdentifiedEvent[] {
  const first = new Map<string, IdentifiedEvent>();
  return request.events.filter((event) => {
    if (!hasClaim(event)) return true;
    const other = first.get(event.claim);
    if (other && other.digest !== event.digest) throw idClash(event, request);
    if (!other) first.set(event.claim, event);
    return !other;
  });
}

const idClash = ({ claim, digest }: WithClaim, { events, batch }: RequestedEvents): Refusal => {
  const index = events.findIndex((event) => event.claim === claim && event.digest === digest);
  return new Refusal(409, "Another event with this id was accepted before.", [
    { path: `${eventPlace(index, batch)}/id`, message: "was used for another event" },
  ]);
};
