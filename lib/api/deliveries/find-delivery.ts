import { untried } from "../../core/delivery/lifecycle.ts";
import { parseDeliveryId } from "../../core/ids.ts";
import type { LogReader } from "../../core/log/log-reader.ts";
import type { Delivery } from "../../core/model/delivery.ts";
import type { EventRecord } from "../../core/model/event.ts";
import { isInScope } from "../../core/portal/capabilities.ts";
import type { SubscriptionStore } from "../../core/subscription/subscription-store.ts";
import { type EventRequest, findEvent } from "../events/find-event.ts";
import { conflict, notFound } from "../http/refusals.ts";

type Log = Pick<LogReader, "getDeliveries" | "getEvent" | "ulidOfOwnId">;

export interface DeliveryFinderPorts {
  log: Log;
  subscriptions: Pick<SubscriptionStore, "getSubscription" | "listSubscriptions">;
}

/** A delivery, and its event while the event is kept. */
interface FoundDelivery {
  delivery: Delivery;
  event: EventRecord | undefined;
}

/** The delivery that a request's path names, by an id of any form. */
export interface DeliveryRequest extends EventRequest {
  /** When the tenant was created. */
  since: string;
}

/**
 * Finds a tenant's delivery by its own id, or by any id of an event with a single delivery (see `findEvent`). A delivery
 * without an attempt may have no row. Then the event's record names its subscription. A row is kept longer than its
 * event if it changed later. Then its time tells whether it is the tenant's, or that of an earlier tenant with the same
 * id. A portal token with a scope finds only the deliveries of its subscriptions.
 *
 * @throws a `Refusal`: 404 when there is no such delivery, 409 when the id is that of an event with several deliveries
 */
export async function findDelivery(ports: DeliveryFinderPorts, request: DeliveryRequest): Promise<FoundDelivery> {
  const { log, subscriptions } = ports;
  const { tenantId, id, since } = request;
  const parts = parseDeliveryId(id);
  if (!parts) return onlyDeliveryOf(log, await findEvent(ports, request));
  if (request.portal?.scope) {
    const subscription = await subscriptions.getSubscription({ tenantId, subscriptionId: parts.subscriptionId });
    if (!subscription || !isInScope(request, subscription)) throw notFound();
  }
  const [rows, event] = await Promise.all([log.getDeliveries([id]), log.getEvent(request, parts.ulid)]);
  const row = rows.get(id);
  if (row?.tenantId === tenantId && (event || row.createdAt >= since)) return { delivery: row, event };
  if (row || !event?.subscriptionIds.includes(parts.subscriptionId)) throw notFound();
  return { delivery: untried(event, parts.subscriptionId), event };
}

async function onlyDeliveryOf(log: Log, event: EventRecord): Promise<FoundDelivery> {
  const [subscriptionId, ...others] = event.subscriptionIds;
  if (subscriptionId === undefined) throw notFound();
  if (others.length > 0) throw conflict(severalText(event));
  const waiting = untried(event, subscriptionId);
  const rows = await log.getDeliveries([waiting.id]);
  return { delivery: rows.get(waiting.id) ?? waiting, event };
}

const severalText = ({ id, subscriptionIds }: EventRecord): string =>
  `This is the ID of an event with ${subscriptionIds.length} deliveries. Send the ID of one of them. ` +
  `To list them, send \`GET /api/v1/events/${id}/deliveries\`.`;

/** The event of a delivery that will be sent again. Throws a 409 `Refusal` when its content is gone. */
export function withContent(event: EventRecord | undefined): EventRecord {
  if (!event) throw conflict("The delivery's event is no longer kept.");
  if (event.contentErasedAt !== undefined) throw erasedContent();
  return event;
}

export const erasedContent = () => conflict("The content of the delivery's event has been erased.");
