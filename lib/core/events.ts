import { createHash, hash } from "node:crypto";
import { eventIdOf, newUlid, timeOfUlid } from "./ids.ts";
import type { Event, EventRecord } from "./model/event.ts";
import type { TenantRef } from "./model/tenant.ts";

/** An event from a producer. It is checked, but not yet accepted. */
export interface IncomingEvent {
  type: string;
  /** The raw JSON text of the data. */
  data: string;
  id?: string;
  /** ISO 8601, exactly as sent. */
  occurredAt?: string;
}

/** An incoming event with its ids. */
export interface IdentifiedEvent extends Event {
  /** SHA-256 (hex) over the type, `occurredAt` as sent, and the data. Distinguishes a repeat from a clash of ids. */
  digest: string;
  /** What the event claims. Only an event that claims something can have been accepted before. */
  claim?: string;
}

/**
 * Gives an incoming event its ids. An event with an own id claims this id, and another event with an idempotency key
 * claims this key.
 */
export function identify(
  incoming: IncomingEvent,
  tenantId: string,
  idempotencyKey: string | undefined,
  nowMs: number,
): IdentifiedEvent {
  const { type, data, id } = incoming;
  const ulid = newUlid(nowMs);
  return {
    id: id ?? eventIdOf(ulid),
    ulid,
    tenantId,
    type,
    data,
    occurredAt: new Date(incoming.occurredAt ?? nowMs).toISOString(),
    digest: digestOf(incoming),
    ...claimOf(id, idempotencyKey),
  };
}

/**
 * Gives an event of Posthorn's own its ids, as `identify` does. Its id alone says whether it is the same event: what it
 * says about a subscription may be newer when it is sent again.
 */
export function identifyOwn(...[incoming, ...rest]: Parameters<typeof identify>): IdentifiedEvent {
  const event = identify(incoming, ...rest);
  return { ...event, digest: hash("sha256", event.id) };
}

const claimOf = (id: string | undefined, idempotencyKey: string | undefined): { claim?: string } => {
  if (id !== undefined) return { claim: ownIdClaim(id) };
  return idempotencyKey === undefined ? {} : { claim: keyClaim(hash("sha256", idempotencyKey)) };
};

const KEY_CLAIM = "K#";

/** What an event with this SHA-256 (hex) of its idempotency key claims. */
export const keyClaim = (keyHash: string): string => KEY_CLAIM + keyHash;

/** The SHA-256 (hex) of the idempotency key in a claim. Undefined for the claim of an own id. */
export const keyHashIn = (claim = ""): string | undefined =>
  claim.startsWith(KEY_CLAIM) ? claim.slice(KEY_CLAIM.length) : undefined;

/** What an event with this own id claims. */
export const ownIdClaim = (id: string): string => `I#${id}`;

/** The event under the ULID that its claim was accepted with. */
export const withUlid = (event: IdentifiedEvent, ulid: string): IdentifiedEvent => ({
  ...event,
  ulid,
  id: event.id === eventIdOf(event.ulid) ? eventIdOf(ulid) : event.id,
});

/** The digest covers only what the producer sent, so that a repeat without `occurredAt` is the same event. */
const digestOf = ({ type, occurredAt, data }: IncomingEvent): string =>
  createHash("sha256")
    .update(`${type}\n${occurredAt ?? ""}\n`)
    .update(data)
    .digest("hex");

/** The record of an accepted event. */
export function recordOf(
  { digest: _digest, claim, ...event }: IdentifiedEvent,
  { incarnation }: Pick<TenantRef, "incarnation">,
  subscriptionIds: string[],
): EventRecord {
  const record = { ...event, incarnation, subscriptionIds, receivedAt: timeOfUlid(event.ulid) };
  return keyHashIn(claim) === undefined ? record : { ...record, keyClaim: claim };
}

/** An accepted claim: the event that has it, and the digest of what was sent. */
export interface EventClaim {
  name: string;
  ulid: string;
  digest: string;
}

export interface EventClaims {
  /** The claims with these names, by name, strongly consistent. */
  readClaims(of: TenantRef, names: string[]): Promise<Map<string, EventClaim>>;
  /**
   * Makes claims, each unless its name is taken. Resolves with the claims of all names as they are now, by name. A
   * claim that is made again, because its answer was lost, is the same claim.
   */
  claim(of: TenantRef, claims: EventClaim[]): Promise<Map<string, EventClaim>>;
}

export interface EventWriter {
  /** Writes event records. Writing them again is harmless. */
  putEvents(events: EventRecord[]): Promise<void>;
}
