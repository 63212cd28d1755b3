import { tasksFor } from "../../lib/core/fan-out/deliver-page.ts";
import { type FanOutPage, PAGE_SIZE, pagesOf } from "../../lib/core/fan-out/page.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";
import { type AcceptedEvent, queuedOf } from "./accepted-event.ts";

/** How many deliveries `ingest` queues itself, while the producer waits. */
export interface DirectLimits {
  /** The most deliveries of a request that all go to the queue of deliveries. */
  ofRequest: number;
  /** In a larger request, the most deliveries of an event that still do. */
  ofEvent: number;
  /** The most subscriptions in a page. */
  pageSize: number;
}

/** A call to SQS carries ten messages. So a page for ten deliveries would save nothing. */
export const DIRECT: DirectLimits = { ofRequest: 100, ofEvent: 10, pageSize: PAGE_SIZE };

/**
 * Decides which deliveries `ingest` queues itself, and which ones `fan-out` queues, page by page. Tasks and pages are
 * made on demand, because all messages of a request together can take gigabytes.
 */
export function routed(accepted: AcceptedEvent[], limits: DirectLimits) {
  const wanted = accepted.map((one) => ({ one, ids: queuedOf(one) }));
  const total = wanted.reduce((sum, { ids }) => sum + ids.length, 0);
  const isLarge = ({ ids }: { ids: string[] }) => total > limits.ofRequest && ids.length > limits.ofEvent;
  const large = wanted.filter(isLarge);
  const small = wanted.filter((one) => !isLarge(one));

  function* tasks(): Generator<DeliveryTask> {
    for (const { one, ids } of small) yield* tasksFor(eventOf(one), ids);
  }

  function* pages(): Generator<FanOutPage> {
    for (const { one, ids } of large) yield* pagesOf(pageOf(one, ids), limits.pageSize);
    for (const one of accepted) {
      const undecided = one.record.undecidedIds ?? [];
      yield* pagesOf({ ...pageOf(one, undecided), undecided: true }, limits.pageSize);
    }
  }

  return { tasks: tasks(), pages: pages() };
}

const pageOf = (accepted: AcceptedEvent, subscriptionIds: string[]): FanOutPage => ({
  event: eventOf(accepted),
  incarnation: accepted.record.incarnation,
  subscriptionIds,
});

export const eventOf = ({ record: { id, ulid, tenantId, type, occurredAt, data } }: AcceptedEvent) => ({
  id,
  ulid,
  tenantId,
  type,
  occurredAt,
  data,
});
