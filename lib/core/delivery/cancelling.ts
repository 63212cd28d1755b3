import type { Clock } from "../clock.ts";
import type { Delivery } from "../model/delivery.ts";
import { type ChangePorts, changeDeliveries } from "./change-deliveries.ts";
import { cancelled, hasEnded } from "./lifecycle.ts";

export interface CancelPorts extends ChangePorts {
  now: Clock;
}

/**
 * Cancels the deliveries that haven't ended. Their messages are dropped when they are next received. A POST that is
 * under way isn't stopped: its attempt is recorded, and the delivery stays cancelled.
 *
 * Takes deliveries as they were read. If a delivery has no row yet, the given state counts. Resolves with the rows of
 * the cancelled deliveries.
 */
export function cancelWaiting({ now, ...ports }: CancelPorts) {
  return function cancel(deliveries: readonly Delivery[]): Promise<Delivery[]> {
    const wanted = deliveries.map((given) => ({
      id: given.id,
      change: (row: Delivery | undefined, contended: boolean) =>
        contended && row?.state === "cancelled" && hasEnded(row) ? row : cancelled(row ?? given, now()),
    }));
    return changeDeliveries(ports, wanted);
  };
}
