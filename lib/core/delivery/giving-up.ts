import type { Delivery } from "../model/delivery.ts";
import type { CancelPorts } from "./cancelling.ts";
import { changeDeliveries } from "./change-deliveries.ts";
import { givenUp } from "./lifecycle.ts";

/** `ingest` writes the row of an event after those of its deliveries. It runs for half a minute at most. */
const EVENT_MISSING_MS = 2 * 60_000;

/**
 * Has a delivery's event been missing for so long that it won't come? The function that accepted it has died, and its
 * producer may repeat the request at any time.
 *
 * @param sinceMs when the delivery's row or message was last written, in epoch milliseconds
 */
export const isEventLost = (sinceMs: number, nowMs: number): boolean => nowMs - sinceMs >= EVENT_MISSING_MS;

/**
 * Gives up deliveries whose events are missing. Leaves out those whose rows changed since they were read: a producer may
 * be repeating its request.
 */
export function givingUp({ now, ...ports }: CancelPorts) {
  return async function giveUp(deliveries: readonly Delivery[]): Promise<void> {
    const wanted = deliveries.map((read) => ({
      id: read.id,
      change: (row?: Delivery) => (row?.updatedAt === read.updatedAt ? givenUp(row, now()) : undefined),
    }));
    if (wanted.length > 0) await changeDeliveries(ports, wanted);
  };
}
