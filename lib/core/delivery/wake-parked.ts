import type { Clock } from "../clock.ts";
import { eventUlidOf } from "../ids.ts";
import type { KeptEvent, LogReader } from "../log/log-reader.ts";
import type { Delivery } from "../model/delivery.ts";
import { refOf, type TenantStore } from "../tenants.ts";
import { type ChangePorts, changeDeliveries } from "./change-deliveries.ts";
import { givingUp, isEventLost } from "./giving-up.ts";
import { type QueuedDelivery, stillParked, unparked } from "./lifecycle.ts";
import type { ParkedLister } from "./parking.ts";
import type { RetryQueue } from "./retry-queue.ts";
import { newTask } from "./task.ts";

export interface WakeParkedPorts extends ChangePorts {
  parked: ParkedLister;
  log: Pick<LogReader, "getDeliveries" | "getEvents">;
  tenants: Pick<TenantStore, "getTenant">;
  /** The queue of the patient lane. */
  retries: RetryQueue;
  now: Clock;
}

/** A delivery that this call queues. */
interface Claimed {
  row: Delivery;
  /** When its row was last written before. */
  sinceMs: number;
}

/** The deliveries of the next minute are queued with a delay, because the next call comes in a minute. */
const AHEAD_MS = 60_000;
const PAGE = 100;
/** No page begins after this time, so that the last one ends before the function's time-out. */
const BUDGET_MS = 40_000;
/** A claimed delivery is due again after this time, if the function died. */
const LEASE_MS = 5 * 60_000;

/**
 * Queues the parked deliveries that are due within a minute. Each is claimed first, so that overlapping calls queue it
 * once. A crash after that leads to another message in five minutes: a duplicate at worst, never a loss.
 *
 * @returns the number of deliveries that were queued
 */
export function wakeParked(ports: WakeParkedPorts) {
  const { parked, log, editor, tenants, retries, now } = ports;
  const giveUp = givingUp(ports);

  return async function wake(): Promise<number> {
    const endMs = now() + BUDGET_MS;
    let woken = 0;
    for (;;) {
      const ids = await parked.listParked(now() + AHEAD_MS, PAGE);
      const claimed = ids.length > 0 ? await claim(ids) : [];
      woken += await queue(claimed);
      // The list may be a second old. If nothing could be claimed, the next call finds what is left.
      if (claimed.length === 0 || now() >= endMs) return woken;
    }
  };

  async function claim(ids: string[]): Promise<Claimed[]> {
    const dueMs = now() + AHEAD_MS;
    const sinceMs = new Map<string, number>();
    const change = (row: Delivery | undefined) => {
      const claimed = row && stillParked(row, dueMs, now() + LEASE_MS, now());
      if (claimed) sinceMs.set(row.id, Date.parse(row.updatedAt));
      return claimed;
    };
    const rows = await changeDeliveries(
      { log, editor },
      ids.map((id) => ({ id, change })),
    );
    return rows.map((row) => ({ row, sinceMs: sinceMs.get(row.id) ?? now() }));
  }

  async function queue(claimed: Claimed[]): Promise<number> {
    const events = await eventsOf(claimed.map(({ row }) => row));
    const lost = claimed.filter(({ row, sinceMs }) => !events.has(row.id) && isEventLost(sinceMs, now()));
    await giveUp(lost.map(({ row }) => row));
    const there = claimed.flatMap(({ row }) => {
      const event = events.get(row.id);
      return event ? [{ row, event }] : [];
    });
    // A test send is never parked, so the run has a trigger that a message can have.
    const waiting = there.map(({ row, event }) => ({
      task: newTask(event, row as QueuedDelivery),
      delaySeconds: secondsUntil(row.nextAttemptAt),
    }));
    if (waiting.length === 0) return 0;
    const faults = await retries.sendLater(waiting);
    const queued = there.filter((_, index) => faults[index] === undefined).map(({ row }) => row);
    const wanted = queued.map((row) => ({
      id: row.id,
      change: (current?: Delivery) => current && unparked(current, row, now()),
    }));
    await changeDeliveries({ log, editor }, wanted, new Map(queued.map((row) => [row.id, row])));
    return queued.length;
  }

  function secondsUntil(iso: string | undefined): number {
    return iso === undefined ? 0 : Math.max(0, Math.ceil((Date.parse(iso) - now()) / 1000));
  }

  async function eventsOf(rows: Delivery[]): Promise<Map<string, KeptEvent>> {
    const events = new Map<string, KeptEvent>();
    for (const [tenantId, own] of Map.groupBy(rows, (row) => row.tenantId)) {
      const tenant = await tenants.getTenant(tenantId);
      const found = tenant && (await log.getEvents(refOf(tenant), own.map(eventUlidOf)));
      for (const row of own) {
        const event = found?.get(eventUlidOf(row));
        if (event) events.set(row.id, event);
      }
    }
    return events;
  }
}
