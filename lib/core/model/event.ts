import type { TenantRef } from "./tenant.ts";

/** Something that happened. */
export interface Event {
  /** The producer's own id, or `evt_` and the ULID. */
  id: string;
  /** Made when the event was accepted, also if the producer gave it an id. It sorts events by time. */
  ulid: string;
  tenantId: string;
  type: string;
  occurredAt: string;
  /** The raw JSON text that came in. */
  data: string;
}

/** Identifies an event. */
export type EventRef = TenantRef & Pick<Event, "ulid">;

/** The stored record of an accepted event, with its matches. */
export interface EventRecord extends Event, TenantRef {
  /** The time of the ULID. */
  receivedAt: string;
  /** The subscriptions that got a delivery. Queued and pulled deliveries come first, skipped deliveries last. */
  subscriptionIds: string[];
  /** The number of subscriptions at the end of the list whose delivery was skipped, because they were inactive. */
  skipped?: number;
  /**
   * The types that the subscriptions matched by, in the order of the list: each entry is about the next `count`
   * subscriptions. Absent if all subscriptions matched by the event's own type alone.
   */
  matchedTypes?: { types: string[]; count: number }[];
  /**
   * The subscriptions whose match needed more time than the request had. Posthorn decides about them later. The list
   * stays as it was when the event came in.
   */
  undecidedIds?: string[];
  /** The subscriptions that later turned out to get no delivery, with the step that decided. */
  misses?: { subscriptionId: string; step: "type" | "derived-condition" | "filter"; reason?: string }[];
  /** The claim of the idempotency key that the event came with. The erasure of its tenant finds the claim by it. */
  keyClaim?: string | undefined;
  /** The event was made for a test send. */
  test?: true;
  /** When the data was erased on request. Since then, the data is `null`. */
  contentErasedAt?: string;
}
