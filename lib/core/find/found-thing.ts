import type { TenantRef } from "../model/tenant.ts";

export const FOUND_TYPES = [
  "tenant",
  "api-key",
  "operator-key",
  "subscription",
  "event",
  "delivery",
  "replay",
  "alert",
  "rejected-event",
  "tenant-deletion",
] as const;

export type FoundType = (typeof FOUND_TYPES)[number];

/** A thing that an id names. */
export interface FoundThing {
  type: FoundType;
  id: string;
  /** The tenant whose thing it is. A tenant's own id for a tenant. */
  tenantId?: string | undefined;
  subscriptionId?: string | undefined;
  /** The name of a tenant, a subscription or a tenant's key. The URL of a subscription without a name. */
  name?: string | undefined;
  /** The type of an event or of a delivery's event, or of an alert. */
  about?: string | undefined;
}

/** A thing whose id alone leads to its row. */
export type NamedThing =
  | { type: Exclude<FoundType, "api-key" | "subscription" | "event">; id: string }
  | { type: "api-key"; id: string; tenantId: string };

/** An event that a tenant may have. */
export interface PossibleEvent {
  of: TenantRef;
  /** The ULID of the event. Undefined if the id can only be the producer's own. */
  ulid: string | undefined;
  /** The id, as an id that the tenant's producer chose. */
  ownId: string;
}

/** An event that a tenant has. */
export interface FoundEvent {
  event: FoundThing;
  /** Is the id one that the tenant's producer chose? Other producers may have chosen the same one. */
  isOwnId: boolean;
}

/** Reads what ids name. */
export interface ThingReader {
  /** Resolves with the things that there are. Those of a deleted tenant may be among them, until they are erased. */
  readNamed(things: readonly NamedThing[]): Promise<FoundThing[]>;
  /** Resolves with the subscription if one of these tenants has it. */
  readSubscription(subscriptionId: string, tenantIds: readonly string[]): Promise<FoundThing | undefined>;
  /** Resolves with the events that there are. */
  readEvents(events: readonly PossibleEvent[]): Promise<FoundEvent[]>;
}
