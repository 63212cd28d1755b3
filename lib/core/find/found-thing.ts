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

/** A thing that an id names, or a subscription that was found by its name or URL. */
export interface FoundThing {
  type: FoundType;
  id: string;
  /** The tenant whose thing it is. A tenant's own id for a tenant. */
  tenantId?: string | undefined;
  /** The tenant's name. Only subscriptions that were found by name have it. */
  tenantName?: string | undefined;
  subscriptionId?: string | undefined;
  /** The name of a tenant, a subscription or a tenant's key. */
  name?: string | undefined;
  /** A subscription's URL. A pull subscription has none. */
  url?: string | undefined;
  /** The type of an event or of a delivery's event, or of an alert. */
  about?: string | undefined;
}

/** The things that a search found. */
export interface Findings {
  found: FoundThing[];
  /** False if there are more tenants, subscriptions or things than one request looks at. */
  complete: boolean;
}

/** Several tenants may have an event with the same id of a producer, and subscriptions with the same name. */
export const MOST_FOUND = 50;

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
