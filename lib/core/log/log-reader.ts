import type { Page, PageRequest } from "../kit/pages.ts";
import type {
  Attempt,
  Delivery,
  DeliveryState,
  Event,
  EventRecord,
  FailureClass,
  SubscriptionKey,
  SubscriptionStatus,
} from "../model.ts";

/** What of the log is read, and how deliveries are repaired. As with all ports, see `PipelineFault` for what a rejection means. */

export interface LogReader {
  getEvent(tenantId: string, eventId: string): Promise<EventRecord | undefined>;
  /** Delivery rows by id; those that were never tried are missing. */
  getDeliveries(ids: string[]): Promise<Map<string, Delivery>>;
  /** A delivery's attempts, first to last. */
  listAttempts(deliveryId: string): Promise<Attempt[]>;
  /**
   * Deliveries of a subscription that have a row: those that were tried, or ended untried. Where no index answers
   * the question a page may be short, even empty, while a further one follows.
   */
  listDeliveries(key: SubscriptionKey, filter: DeliveryFilter, page: PageRequest): Promise<Page<Delivery>>;
  /** A tenant's events. Pages may be short, as those of deliveries. */
  listEvents(tenantId: string, filter: EventFilter, page: PageRequest): Promise<Page<EventHead>>;
  /** The heads of those of the events that there are, strongly consistent, by id. */
  getEventHeads(tenantId: string, ids: string[]): Promise<Map<string, EventHead>>;
  /** Those of the events that there are, with their data (256 KiB each: ask for few), strongly consistent, by id. */
  getEvents(tenantId: string, ids: string[]): Promise<Map<string, KeptEvent>>;
}

export interface StatusReader {
  /** By subscription id, of those that were POSTed to. Times may be some seconds old, outcomes are not. */
  getStatuses(subscriptionIds: string[]): Promise<Map<string, SubscriptionStatus>>;
}

/** A span of time, each end ISO 8601 with milliseconds: from `since` on, up to but without `until`. */
export interface TimeSpan {
  since?: string;
  until?: string;
}

/** Which deliveries of a subscription to list, by when they were made. */
export interface DeliveryFilter extends TimeSpan {
  states?: readonly DeliveryState[];
  /** Of what the latest attempt failed. */
  failure?: FailureClass;
  types?: readonly string[];
  /** `newest` first when left out. */
  order?: "newest" | "oldest";
}

/** Which events to list, by when they were received. */
export interface EventFilter extends TimeSpan {
  type?: string;
  /** `newest` first when left out. */
  order?: "newest" | "oldest";
}

/** What a list shows of an event. */
export type EventHead = Pick<
  EventRecord,
  "id" | "tenantId" | "type" | "occurredAt" | "receivedAt" | "skipped" | "test" | "contentErasedAt"
> & {
  /** How many were queued. */
  deliveries: number;
};

/** An event without what it was matched to. */
export type KeptEvent = Event & Pick<EventRecord, "receivedAt" | "test" | "contentErasedAt">;
