import { untried } from "../../core/delivery/lifecycle.ts";
import { Refusal } from "../../core/errors.ts";
import { deliveryId, eventUlidOf } from "../../core/ids.ts";
import type { Page } from "../../core/kit/pages.ts";
import type { EventHead, LogReader } from "../../core/log/log-reader.ts";
import { queuedCount } from "../../core/matching/recorded-matches.ts";
import type { Delivery } from "../../core/model/delivery.ts";
import type { EventRecord } from "../../core/model/event.ts";
import type { TenantRef } from "../../core/model/tenant.ts";
import type { PortalLimited } from "../../core/portal/capabilities.ts";
import type { SubscriptionStore } from "../../core/subscription/subscription-store.ts";
import type { EventDeliveriesRequest, EventListRequest } from "../deliveries/log-queries.ts";
import { pageOfList } from "../http/page-of-list.ts";
import { requireSubscriptionInScope } from "../http/portal-caller.ts";
import { type EventRequest, findEvent, findEventHead } from "./find-event.ts";

export interface EventListPorts {
  log: Pick<
    LogReader,
    "getEvent" | "ulidOfOwnId" | "listEvents" | "getEventHeads" | "listDeliveries" | "getDeliveries"
  >;
  subscriptions: Pick<SubscriptionStore, "getSubscription" | "listSubscriptions">;
}

type Log = EventListPorts["log"];

/**
 * A page of a tenant's events. A portal token with a scope must name an event or a subscription. Throws a `Refusal`: 422
 * if it names neither, 404 if the subscription is outside the scope.
 */
export async function eventPage(
  ports: EventListPorts,
  { tenantId, incarnation, portal }: TenantRef & PortalLimited,
  { id, of, ...request }: EventListRequest,
): Promise<Page<EventHead>> {
  const { log } = ports;
  const tenant = { tenantId, incarnation };
  if (portal?.scope) {
    if (id !== undefined) return { items: await scopedHeads(ports, { ...tenant, portal, id }) };
    await requireSubscriptionInScope(ports.subscriptions, { tenantId, portal }, of?.subscriptionId);
  }
  if (id !== undefined) {
    const head = await findEventHead(log, tenant, id);
    return { items: head ? [head] : [] };
  }
  if (!of) return log.listEvents(tenant, request.filter, request.page);
  return pageOfList(`events for ${of.subscriptionId}`, request.page, (page) =>
    subscriptionEventPage(log, tenant, of, { ...request, page }),
  );
}

/** The event that a portal token with a scope names, if it may see the event. */
async function scopedHeads(ports: EventListPorts, request: EventRequest): Promise<EventHead[]> {
  const event = await findEvent(ports, request).catch((error: unknown) => {
    if (error instanceof Refusal && error.status === 404) return undefined;
    throw error;
  });
  return event
    ? [{ ...event, deliveries: queuedCount(event), undecided: event.undecidedIds?.length || undefined }]
    : [];
}

/**
 * A page of the events of one subscription. The table has no list of these events, but the subscription's deliveries
 * name them.
 */
async function subscriptionEventPage(
  log: Log,
  tenant: TenantRef,
  { subscriptionId, states }: NonNullable<EventListRequest["of"]>,
  { filter: { type, ...span }, page }: EventListRequest,
): Promise<Page<EventHead>> {
  const types = type === undefined ? undefined : [type];
  const key = { tenantId: tenant.tenantId, subscriptionId };
  const listed = await log.listDeliveries(key, { ...span, states, types }, page);
  const ulids = listed.items.map(eventUlidOf);
  const heads = await log.getEventHeads(tenant, ulids);
  return { ...listed, items: ulids.flatMap((ulid) => heads.get(ulid) ?? []) };
}

/** The largest numbers of rows for one read, and for one page. */
const AT_ONCE = 100;
const MAX_LOOKED_AT = 2_000;

/**
 * A page of an event's deliveries, by subscription id. Reads rows until the page is full, because deliveries in the
 * wanted states may be rare.
 */
export async function eventDeliveryPage(
  log: Log,
  event: EventRecord,
  { states, page: { limit, after = "" } }: EventDeliveriesRequest,
): Promise<Page<Delivery>> {
  const ids = event.subscriptionIds.filter((id) => id > after).sort();
  const items: Delivery[] = [];
  let looked = 0;
  while (items.length < limit && looked < Math.min(ids.length, MAX_LOOKED_AT)) {
    const some = ids.slice(looked, looked + Math.min(AT_ONCE, limit - items.length));
    const rows = await log.getDeliveries(some.map((id) => deliveryId(event.ulid, id)));
    const found = some.map((id) => rows.get(deliveryId(event.ulid, id)) ?? untried(event, id));
    items.push(...found.filter(({ state }) => states?.includes(state) ?? true));
    looked += some.length;
  }
  return looked < ids.length ? { items, next: ids[looked - 1] ?? "" } : { items };
}
