import type { Page, PageRequest } from "../kit/pages.ts";
import type { Attempt } from "../model/attempt.ts";
import type { Delivery } from "../model/delivery.ts";
import type { Event, EventRecord } from "../model/event.ts";
import type { SubscriptionKey } from "../model/subscription.ts";
import type { TenantRef } from "../model/tenant.ts";
import type { DeliveryFilter, EventFilter } from "./log-filters.ts";

/** Reads events, deliveries and attempts. Every method may reject with a `PipelineFault`. */
export interface LogReader {
  /** The ULID of the event with this own id. Resolves with undefined if no producer gave an event this id. */
  ulidOfOwnId(of: TenantRef, id: string): Promise<string | undefined>;
  /** Resolves with undefined if there is no such event. */
  getEvent(of: TenantRef, ulid: string): Promise<EventRecord | undefined>;
  /** Delivery rows, by delivery id. A delivery without an attempt may have no row, and is then missing. */
  getDeliveries(ids: string[]): Promise<Map<string, Delivery>>;
  /** The attempts of a delivery, oldest first. */
  listAttempts(deliveryId: string): Promise<Attempt[]>;
  /**
   * Deliveries of a subscription that have a row: deliveries with an attempt, and deliveries that ended without one. A
   * page may be short or even empty although another page follows.
   */
  listDeliveries(key: SubscriptionKey, filter: DeliveryFilter, page: PageRequest): Promise<Page<Delivery>>;
  /** Events of a tenant. A page may be short or even empty although another page follows. */
  listEvents(of: TenantRef, filter: EventFilter, page: PageRequest): Promise<Page<EventHead>>;
  /** The heads of events, by ULID, strongly consistent. Unknown events are missing. */
  getEventHeads(of: TenantRef, ulids: string[]): Promise<Map<string, EventHead>>;
  /**
   * Events with their data, by ULID, strongly consistent. Unknown events are missing. Ask for only a few events at a
   * time: each can have 256 KiB of data.
   */
  getEvents(of: TenantRef, ulids: string[]): Promise<Map<string, KeptEvent>>;
}

/** The fields of an event that a list shows. */
export type EventHead = Pick<
  EventRecord,
  "id" | "ulid" | "tenantId" | "type" | "occurredAt" | "receivedAt" | "skipped" | "test" | "contentErasedAt"
> & {
  /** The number of deliveries that were queued. */
  deliveries: number;
  /** The number of subscriptions about which it took more time to decide. */
  undecided?: number;
};

/** An event with its data, but without its matches. */
export type KeptEvent = Event & Pick<EventRecord, "receivedAt" | "test" | "contentErasedAt">;
