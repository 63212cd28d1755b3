import type { EventHead } from "../../core/log/log-reader.ts";
import type { EventRecord } from "../../core/model/event.ts";

/** An event without its data, as the API shows it. */
export function eventHeadView(head: EventHead) {
  const { id, type, occurredAt, receivedAt, deliveries, skipped, undecided, test, contentErasedAt } = head;
  return { id, type, occurredAt, receivedAt, deliveries, skipped, undecided, test, contentErasedAt };
}

/**
 * An event for a portal token with a scope. Its counts would tell of subscriptions outside the scope.
 */
export function uncountedHeadView(head: EventHead) {
  const { deliveries: _deliveries, skipped: _skipped, undecided: _undecided, ...rest } = eventHeadView(head);
  return rest;
}

/**
 * An event as JSON text. Its data keeps the text that came in.
 *
 * @param withData whether the caller may see the data
 */
export function eventView(event: EventRecord & Pick<EventHead, "deliveries" | "undecided">, withData: boolean): string {
  const head = JSON.stringify(eventHeadView(event));
  return withData && event.contentErasedAt === undefined ? `${head.slice(0, -1)},"data":${event.data}}` : head;
}
