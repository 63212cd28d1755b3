import { untried } from "../../core/delivery/lifecycle.ts";
import { parseDeliveryId } from "../../core/ids.ts";
import type { LogReader } from "../../core/log/log-reader.ts";
import type { Delivery, EventRecord } from "../../core/model.ts";
import { conflict, notFound } from "../http/refusals.ts";

type Log = Pick<LogReader, "getDeliveries" | "getEvent">;

/**
 * Finds a tenant's delivery, and its event while the event is kept. A delivery without an attempt may have no row. Then
 * the event's record names its subscription. Throws a 404 `Refusal` when there is no such delivery.
 */
export async function findDelivery(
  log: Log,
  tenantId: string,
  id: string,
): Promise<{ delivery: Delivery; event: EventRecord | undefined }> {
  const parts = parseDeliveryId(id);
  if (!parts) throw notFound();
  const [rows, event] = await Promise.all([log.getDeliveries([id]), log.getEvent(tenantId, parts.eventId)]);
  const row = rows.get(id);
  if (row?.tenantId === tenantId) return { delivery: row, event };
  if (row || !event?.subscriptionIds.includes(parts.subscriptionId)) throw notFound();
  return { delivery: untried(event, parts.subscriptionId), event };
}

/** The event of a delivery that will be sent again. Throws a 409 `Refusal` when its content is gone. */
export function withContent(event: EventRecord | undefined): EventRecord {
  if (!event) throw conflict("The delivery's event is no longer kept.");
  if (event.contentErasedAt !== undefined) throw conflict("The content of the delivery's event has been erased.");
  return event;
}
