import { untried } from "../../core/delivery/lifecycle.ts";
import { deliveryId } from "../../core/ids.ts";
import type { Page, PageRequest } from "../../core/kit/pages.ts";
import { type ErasePorts, eraseContent } from "../../core/log/erasing.ts";
import type { EventHead, LogReader } from "../../core/log/log-reader.ts";
import { queuedCount } from "../../core/matching/recorded-matches.ts";
import type { Delivery, DeliveryState, EventRecord } from "../../core/model.ts";
import { deliveryView, matchedTypesView } from "../deliveries/delivery-views.ts";
import { type EventListRequest, readEventDeliveries, readEventList } from "../deliveries/log-queries.ts";
import type { ApiRequest, Operation } from "../http/guards.ts";
import { pageView } from "../http/pages.ts";
import { emptyAnswer, jsonAnswer } from "../http/problem-json.ts";
import { notFound } from "../http/requests.ts";

export interface EventPorts extends ErasePorts {
  log: Pick<LogReader, "getEvent" | "listEvents" | "getEventHeads" | "listDeliveries" | "getDeliveries">;
}

/** What a tenant can see of its events, and make unseen. */
export function eventOperations(ports: EventPorts) {
  const { log } = ports;
  const erase = eraseContent(ports);

  const readEvent: Operation = async (request) => jsonAnswer(200, eventView(await findEvent(request)));

  const listEvents: Operation = async ({ tenantId, query }) => {
    const asked = readEventList(query);
    const page = asked.of
      ? await eventsOfSubscription(tenantId, asked.of, asked)
      : await log.listEvents(tenantId, asked.filter, asked.page);
    return jsonAnswer(200, pageView(page, headView));
  };

  const listEventDeliveries: Operation = async (request) => {
    const { states, page } = readEventDeliveries(request.query);
    const event = await findEvent(request);
    return jsonAnswer(
      200,
      pageView(await deliveriesOf(event, states, page), (delivery) => ({
        ...deliveryView(delivery),
        ...matchedTypesView(event, delivery.subscriptionId),
      })),
    );
  };

  const eraseEventContent: Operation = async (request) => {
    await erase(await findEvent(request));
    return emptyAnswer();
  };

  const findEvent = async ({ tenantId, id }: ApiRequest): Promise<EventRecord> => {
    const event = await log.getEvent(tenantId, id);
    if (!event) throw notFound();
    return event;
  };

  /** Its deliveries say which: there are no rows of events by subscription. */
  async function eventsOfSubscription(
    tenantId: string,
    { subscriptionId, states }: NonNullable<EventListRequest["of"]>,
    { filter: { type, ...span }, page }: EventListRequest,
  ): Promise<Page<EventHead>> {
    const types = type === undefined ? undefined : [type];
    const listed = await log.listDeliveries({ tenantId, subscriptionId }, { ...span, states, types }, page);
    const ids = listed.items.map(({ eventId }) => eventId);
    const heads = await log.getEventHeads(tenantId, ids);
    return { ...listed, items: ids.flatMap((id) => heads.get(id) ?? []) };
  }

  /** Goes through them by subscription id until there are enough; those asked for by state may be far between. */
  async function deliveriesOf(
    event: EventRecord,
    states: DeliveryState[] | undefined,
    { limit, after = "" }: PageRequest,
  ): Promise<Page<Delivery>> {
    const ids = event.subscriptionIds.filter((id) => id > after).sort();
    const items: Delivery[] = [];
    let looked = 0;
    while (items.length < limit && looked < Math.min(ids.length, MOST_LOOKED_AT)) {
      const some = ids.slice(looked, looked + Math.min(AT_ONCE, limit - items.length));
      const rows = await log.getDeliveries(some.map((id) => deliveryId(event.id, id)));
      const found = some.map((id) => rows.get(deliveryId(event.id, id)) ?? untried(event, id));
      items.push(...found.filter(({ state }) => states?.includes(state) ?? true));
      looked += some.length;
    }
    return looked < ids.length ? { items, next: ids[looked - 1] ?? "" } : { items };
  }

  return { readEvent, listEvents, listEventDeliveries, eraseEventContent };
}

/** Rows that one read takes, and that one page does. */
const AT_ONCE = 100;
const MOST_LOOKED_AT = 2_000;

function headView(head: EventHead) {
  const { id, type, occurredAt, receivedAt, deliveries, skipped, test, contentErasedAt } = head;
  return { id, type, occurredAt, receivedAt, deliveries, skipped, test, contentErasedAt };
}

/** As JSON text: the data stands in it as it came in. */
function eventView(event: EventRecord): string {
  const head = JSON.stringify(headView({ ...event, deliveries: queuedCount(event) }));
  return event.contentErasedAt === undefined ? `${head.slice(0, -1)},"data":${event.data}}` : head;
}
