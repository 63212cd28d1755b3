import type { Clock } from "../clock.ts";
import type { Delivery } from "../model.ts";
import { type ChangePorts, changeDeliveries } from "./change-deliveries.ts";
import { cancelled } from "./lifecycle.ts";

export interface CancelPorts extends ChangePorts {
  now: Clock;
}

/**
 * Cancels the deliveries that haven't ended. Their messages are dropped when they are next received. A POST that is
 * under way isn't called back: if it succeeds, the delivery is `delivered`.
 *
 * Takes deliveries as they were read; one that has no row yet is judged as it is given. Resolves with the rows of the
 * deliveries that were cancelled.
 */
export function cancelWaiting({ now, ...ports }: CancelPorts) {
  return function cancel(deliveries: readonly Delivery[]): Promise<Delivery[]> {
    const wanted = deliveries.map((given) => ({
      id: given.id,
      change: (row: Delivery | undefined, contended: boolean) =>
        contended && row?.state === "cancelled" ? row : cancelled(row ?? given, now()),
    }));
    return changeDeliveries(ports, wanted);
  };
}
