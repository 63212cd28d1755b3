import type { Clock } from "../clock.ts";
import { cancelWaiting } from "../delivery/cancelling.ts";
import type { ChangePorts } from "../delivery/change-deliveries.ts";
import type { QueuedDelivery } from "../delivery/lifecycle.ts";
import { eventUlidOf } from "../ids.ts";
import type { KeptEvent, LogReader } from "../log/log-reader.ts";
import type { Delivery, SubscriptionKey } from "../model.ts";
import { refOf, type TenantStore } from "../tenants.ts";

export interface HeldPorts extends ChangePorts {
  log: Pick<LogReader, "getDeliveries" | "getEvents" | "listDeliveries">;
  tenants: Pick<TenantStore, "getTenant">;
  now: Clock;
}

/** A held delivery, with the event that its message needs. */
export interface HeldDelivery {
  row: QueuedDelivery;
  event: KeptEvent;
}

/** `ingest` writes the row of an event after those of its deliveries. It runs for half a minute at most. */
export const EVENT_MISSING_MS = 2 * 60_000;

/**
 * The held deliveries of a subscription, oldest first, in pages. The index may be out of date, so each row is read again.
 */
export async function* heldRows(
  log: Pick<LogReader, "getDeliveries" | "listDeliveries">,
  key: SubscriptionKey,
  limit: number,
): AsyncGenerator<Delivery[]> {
  let after: string | undefined;
  do {
    const { items, next } = await log.listDeliveries(key, { states: ["held"], order: "oldest" }, { limit, after });
    const rows = items.length > 0 ? await log.getDeliveries(items.map(({ id }) => id)) : new Map<string, Delivery>();
    yield items.flatMap(({ id }) => rows.get(id) ?? []).filter(({ state }) => state === "held");
    after = next;
  } while (after !== undefined);
}

/** Reads the held deliveries of a subscription with their events. Cancels those whose event is gone or was erased. */
export function heldDeliveries(ports: HeldPorts) {
  const { log, tenants, now } = ports;
  const cancel = cancelWaiting(ports);

  return async function* read(key: SubscriptionKey, limit: number): AsyncGenerator<HeldDelivery[]> {
    const tenant = await tenants.getTenant(key.tenantId);
    for await (const rows of heldRows(log, key, limit)) {
      const events = tenant && rows.length > 0 ? await log.getEvents(refOf(tenant), rows.map(eventUlidOf)) : undefined;
      const eventOf = (row: Delivery) => events?.get(eventUlidOf(row));
      const lost = rows.filter((row) => isLost(row, eventOf(row)));
      if (lost.length > 0) await cancel(lost);
      yield rows.flatMap((row) => sendable(row, eventOf(row)));
    }
  };

  function isLost({ updatedAt }: Delivery, event: KeptEvent | undefined): boolean {
    if (event) return event.contentErasedAt !== undefined;
    return now() - Date.parse(updatedAt) >= EVENT_MISSING_MS;
  }
}

/** A test send is never held, so the row's run has a trigger that a message can have. */
const sendable = (row: Delivery, event: KeptEvent | undefined): HeldDelivery[] =>
  event && event.contentErasedAt === undefined ? [{ row: row as QueuedDelivery, event }] : [];
