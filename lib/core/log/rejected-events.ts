import type { Problem } from "../errors.ts";
import type { Page, PageRequest } from "../kit/pages.ts";

/**
 * An event from the bus that Posthorn rejected because of what the producer sent. It belongs to the operator, never to a
 * tenant: it may name a tenant that doesn't exist.
 */
export interface RejectedEvent {
  id: string;
  /** ISO 8601. */
  rejectedAt: string;
  /** Why, in plain words. */
  reason: string;
  errors: Problem[];
  /** This field and the two below are what the event says. They are absent if it says nothing readable. */
  tenantId?: string;
  type?: string;
  eventId?: string;
}

/** A rejected event with the message that brought it. */
export interface KeptRejection extends RejectedEvent {
  /** The raw JSON text of the event as EventBridge sent it. Absent if it was too large to be kept. */
  body?: string;
}

/** Records which events were rejected. */
export interface RejectedEventLog {
  /** Records a rejection, in place of an earlier one with the same id. Leaves out a body that is too large to be kept. */
  putRejected(rejection: KeptRejection): Promise<void>;
  /** Ignores ids that have no record. */
  removeRejected(ids: string[]): Promise<void>;
}

/** What an operator does with rejected events. */
export interface RejectedEventDesk extends RejectedEventLog {
  /** Lists rejected events without their bodies, newest first by id. */
  listRejected(page: PageRequest): Promise<Page<RejectedEvent>>;
  getRejected(id: string): Promise<KeptRejection | undefined>;
}

/** An event that goes to the intake queue again. */
export interface RedrivenEvent {
  /** The id of its record. The record stays until the event is accepted, or rejected again. */
  id: string;
  body: string;
}

export interface IntakeQueue {
  redrive(event: RedrivenEvent): Promise<void>;
}
