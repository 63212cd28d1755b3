import { attemptView, deliveryView } from "../../lib/contract/deliveries.ts";
import type { ApiRequest, Operation } from "../../lib/contract/guards.ts";
import { notFound } from "../../lib/contract/http.ts";
import { pageView, readPage, slicePage } from "../../lib/contract/pages.ts";
import { jsonAnswer } from "../../lib/contract/problem-json.ts";
import { deliveryId, parseDeliveryId } from "../../lib/core/ids.ts";
import { matchedTypesOf } from "../../lib/core/matching.ts";
import type { Delivery, EventRecord } from "../../lib/core/model.ts";
import type { LogReader, SubscriptionStore } from "../../lib/core/ports.ts";

export interface LogPorts {
  log: LogReader;
  subscriptions: Pick<SubscriptionStore, "getSubscription">;
}

/** What a tenant can see of its events, deliveries and attempts. */
export function logOperations({ log, subscriptions }: LogPorts) {
  const readEvent: Operation = async (request) => jsonAnswer(200, eventView(await findEvent(request)));

  const listEventDeliveries: Operation = async (request) => {
    const page = readPage(request.query);
    const event = await findEvent(request);
    const ids = slicePage(event.subscriptionIds.toSorted(), (id) => id, page);
    const rows = await log.getDeliveries(ids.items.map((id) => deliveryId(event.id, id)));
    const delivery = (id: string) => rows.get(deliveryId(event.id, id)) ?? pending(event, id);
    return jsonAnswer(
      200,
      pageView(ids, (id) => ({ ...deliveryView(delivery(id)), ...matchedTypes(event, id) })),
    );
  };

  const listSubscriptionDeliveries: Operation = async ({ tenantId, id, query }) => {
    const page = readPage(query);
    const key = { tenantId, subscriptionId: id };
    if (!(await subscriptions.getSubscription(key))) throw notFound();
    return jsonAnswer(200, pageView(await log.listDeliveries(key, page), deliveryView));
  };

  const readDelivery: Operation = async ({ tenantId, id }) => {
    const delivery = await findDelivery(tenantId, id);
    const [event, attempts] = await Promise.all([
      log.getEvent(tenantId, delivery.eventId),
      delivery.attempts > 0 ? log.listAttempts(id) : [],
    ]);
    const types = event && matchedTypes(event, delivery.subscriptionId);
    return jsonAnswer(200, { ...deliveryView(delivery), ...types, attempts: attempts.map(attemptView) });
  };

  const findEvent = async ({ tenantId, id }: ApiRequest): Promise<EventRecord> => {
    const event = await log.getEvent(tenantId, id);
    if (!event) throw notFound();
    return event;
  };

  /** A delivery that nobody has tried yet has no row: its event says that it exists. */
  const findDelivery = async (tenantId: string, id: string): Promise<Delivery> => {
    const parts = parseDeliveryId(id);
    if (!parts) throw notFound();
    const row = (await log.getDeliveries([id])).get(id);
    if (row?.tenantId === tenantId) return row;
    if (row) throw notFound();
    const event = await log.getEvent(tenantId, parts.eventId);
    if (!event?.subscriptionIds.includes(parts.subscriptionId)) throw notFound();
    return pending(event, parts.subscriptionId);
  };

  return { readEvent, listEventDeliveries, listSubscriptionDeliveries, readDelivery };
}

/** None for a test send, which matched nothing. */
const matchedTypes = (event: EventRecord, subscriptionId: string) =>
  event.test ? {} : { matchedTypes: matchedTypesOf(event, subscriptionId) };

const pending = (event: EventRecord, subscriptionId: string): Delivery => ({
  id: deliveryId(event.id, subscriptionId),
  tenantId: event.tenantId,
  subscriptionId,
  eventId: event.id,
  type: event.type,
  state: "pending",
  attempts: 0,
  createdAt: event.receivedAt,
  updatedAt: event.receivedAt,
  test: event.test,
});

/** As JSON text: the data stands in it as it came in. */
function eventView({ id, type, occurredAt, receivedAt, data, subscriptionIds, test }: EventRecord): string {
  const head = JSON.stringify({ id, type, occurredAt, receivedAt, deliveries: subscriptionIds.length, test });
  return `${head.slice(0, -1)},"data":${data}}`;
}
