import type { ParkedLister } from "../delivery/parking.ts";
import type { Health } from "../health/health.ts";
import { parseDeliveryId } from "../ids.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { Delivery } from "../model/delivery.ts";
import type { SubscriptionKey } from "../model/subscription.ts";

export interface OldestWaitingPorts {
  parked: ParkedLister;
  log: Pick<LogReader, "getDeliveries" | "listDeliveries">;
}

/** An endpoint for which something is due, or that is paused, and what is known about it. */
export interface KnownEndpoint {
  key: SubscriptionKey;
  health: Health;
}

/** The delivery that has waited longest. */
export interface OldestWaiting {
  /** Undefined if none was found. */
  delivery?: Delivery | undefined;
  /** Was every endpoint with held deliveries looked at, and every parked delivery? */
  complete: boolean;
}

/** The endpoints whose held deliveries are looked at: each one costs a query for each of its four partitions. */
const MOST_ENDPOINTS = 10;
const MOST_PARKED = 1_000;

/**
 * Finds the oldest delivery that is held or parked. The endpoints that have held deliveries for longest are looked at
 * first. Deliveries in queues aren't looked at: they wait for at most 40 minutes, unless the functions can't keep up.
 */
export function oldestWaiting({ parked, log }: OldestWaitingPorts) {
  return async function find(endpoints: readonly KnownEndpoint[], isWhole: boolean): Promise<OldestWaiting> {
    const holding = endpoints.flatMap(({ key, health }) => {
      const sinceMs = holdingSinceMs(health);
      return sinceMs === undefined ? [] : [{ key, sinceMs }];
    });
    const first = holding.toSorted((a, b) => a.sinceMs - b.sinceMs).slice(0, MOST_ENDPOINTS);
    const [held, ids] = await Promise.all([
      Promise.all(first.map(({ key }) => oldestHeld(key))),
      parked.listParked(Number.MAX_SAFE_INTEGER, MOST_PARKED),
    ]);
    const found = [...held, await oldestParked(ids)].filter((one) => one !== undefined);
    const [delivery] = found.toSorted((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
    return { delivery, complete: isWhole && holding.length <= MOST_ENDPOINTS && ids.length < MOST_PARKED };
  };

  async function oldestHeld(key: SubscriptionKey): Promise<Delivery | undefined> {
    const page = await log.listDeliveries(key, { states: ["held"], order: "oldest" }, { limit: 1 });
    return page.items[0];
  }

  /** Ids begin with the ULID of the event, so the least one is the oldest. The index may be a second behind the row. */
  async function oldestParked(ids: readonly string[]): Promise<Delivery | undefined> {
    const [id] = ids.toSorted((a, b) => (ulidOf(a) < ulidOf(b) ? -1 : 1));
    const delivery = id === undefined ? undefined : (await log.getDeliveries([id])).get(id);
    return delivery?.state === "retrying" ? delivery : undefined;
  }
}

const ulidOf = (id: string): string => parseDeliveryId(id)?.ulid ?? "";

/** Since when an endpoint's deliveries are held, or released; undefined if they aren't. */
function holdingSinceMs({ paused, breaker, release }: Health): number | undefined {
  const times = [paused && Date.parse(paused.since), breaker && Date.parse(breaker.since), release?.sinceMs];
  const known = times.filter((time) => time !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}
