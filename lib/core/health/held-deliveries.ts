import type { Clock } from "../clock.ts";
import { cancelWaiting } from "../delivery/cancelling.ts";
import type { ChangePorts } from "../delivery/change-deliveries.ts";
import { givingUp, isEventLost } from "../delivery/giving-up.ts";
import type { QueuedDelivery } from "../delivery/lifecycle.ts";
import { eventUlidOf } from "../ids.ts";
import type { KeptEvent, LogReader } from "../log/log-reader.ts";
import type { Delivery } from "../model/delivery.ts";
import type { SubscriptionKey } from "../model/subscription.ts";
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

/**
 * Reads the held deliveries of a subscription with their events. Cancels those whose event was erased, and gives up
 * those whose event is gone.
 */
export function heldDeliveries(ports: HeldPorts) {
  const { log, tenants, now } = ports;
  const cancel = cancelWaiting(ports);
  const giveUp = givingUp(ports);

  return async function* read(key: SubscriptionKey, limit: number): AsyncGenerator<HeldDelivery[]> {
    const tenant = await tenants.getTenant(key.tenantId);
    for await (const rows of heldRows(log, key, limit)) {
      const events = tenant && rows.length > 0 ? await log.getEvents(refOf(tenant), rows.map(eventUlidOf)) : undefined;
      const eventOf = (row: Delivery) => events?.get(eventUlidOf(row));
      const erased = rows.filter((row) => eventOf(row)?.contentErasedAt !== undefined);
      if (erased.length > 0) await cancel(erased);
      await giveUp(rows.filter((row) => !eventOf(row) && isEventLost(Date.parse(row.updatedAt), now())));
      yield rows.flatMap((row) => sendable(row, eventOf(row)));
    }
  };
}

/** A test send is never held, so the row's run has a trigger that a message can have. */
const sendable = (row: Delivery, event: KeptEvent | undefined): HeldDelivery[] =>
  event && event.contentErasedAt === undefined ? [{ row: row as QueuedDelivery, event }] : [];
