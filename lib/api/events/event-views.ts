import type { EventHead } from "../../core/log/log-reader.ts";
import type { EventRecord } from "../../core/model.ts";

/** An event without its data, as the API shows it. */
export function eventHeadView(head: EventHead) {
  const { id, type, occurredAt, receivedAt, deliveries, skipped, undecided, test, contentErasedAt } = head;
  return { id, type, occurredAt, receivedAt, deliveries, skipped, undecided, test, contentErasedAt };
}

/** An event as JSON text. Its data keeps the text that came in. */
export function eventView(event: EventRecord & Pick<EventHead, "deliveries" | "undecided">): string {
  const head = JSON.stringify(eventHeadView(event));
  return event.contentErasedAt === undefined ? `${head.slice(0, -1)},"data":${event.data}}` : head;
}
