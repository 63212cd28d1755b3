import { untried } from "../../core/delivery/lifecycle.ts";
import { parseDeliveryId } from "../../core/ids.ts";
import type { LogReader } from "../../core/log/log-reader.ts";
import type { Delivery, EventRecord } from "../../core/model.ts";
import { conflict, notFound } from "../http/requests.ts";

type Log = Pick<LogReader, "getDeliveries" | "getEvent">;

/**
 * A tenant's delivery, and its event while that is kept. Refused with 404 when there is none. One that nobody has
 * tried yet may have no row: its event says that it exists.
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

/** The event of a delivery that is to be sent again. Refused with 409 when what it said is gone. */
export function withContent(event: EventRecord | undefined): EventRecord {
  if (!event) throw conflict("Its event is no longer kept.");
  if (event.contentErasedAt !== undefined) throw conflict("Its event's content has been erased.");
  return event;
}
