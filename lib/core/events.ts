import { createHash } from "node:crypto";
import { eventIdFromKey, newId } from "./ids.ts";
import type { Event, EventRecord } from "./model.ts";

/** An event from a producer. It is checked, but not yet accepted. */
export interface IncomingEvent {
  type: string;
  /** The raw JSON text of the data. */
  data: string;
  id?: string;
  /** ISO 8601, exactly as sent. */
  occurredAt?: string;
}

/** An incoming event with its id. `repeatable` means that the event has the same id when it is sent again. */
export interface IdentifiedEvent extends Event {
  digest: string;
  repeatable: boolean;
}

/**
 * Gives an incoming event its id: the producer's own id, or the id for the idempotency key, or a new id. Only an event
 * with one of the first two can have been accepted before.
 */
export function identify(
  incoming: IncomingEvent,
  tenantId: string,
  idempotencyKey: string | undefined,
  nowMs: number,
): IdentifiedEvent {
  const { type, data } = incoming;
  const known = incoming.id ?? (idempotencyKey && eventIdFromKey(tenantId, idempotencyKey));
  return {
    id: known ?? newId("evt", nowMs),
    tenantId,
    type,
    data,
    occurredAt: new Date(incoming.occurredAt ?? nowMs).toISOString(),
    digest: digestOf(incoming),
    repeatable: known !== undefined,
  };
}

/** The digest covers only what the producer sent, so that a repeat without `occurredAt` is the same event. */
const digestOf = ({ type, occurredAt, data }: IncomingEvent): string =>
  createHash("sha256")
    .update(`${type}\n${occurredAt ?? ""}\n`)
    .update(data)
    .digest("hex");

/** The record of an accepted event. */
export function recordOf(event: IdentifiedEvent, subscriptionIds: string[], nowMs: number): EventRecord {
  const { repeatable: _repeatable, ...kept } = event;
  return { ...kept, subscriptionIds, receivedAt: new Date(nowMs).toISOString() };
}

export interface EventWriter {
  /** Writes event records. Writing them again is harmless. */
  putEvents(events: EventRecord[]): Promise<void>;
}
