import type { Delivery } from "../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";

/**
 * Reads what the next turn needs while the record of this one is being written. A lane makes one POST at a time, so its
 * calls add up. A turn that ends otherwise than `delivered` may change what the next one finds, which is then read anew.
 */
export function readingAhead<T>(read: (task: DeliveryTask) => Promise<T>) {
  let ahead: { task: DeliveryTask; reading: Promise<T> } | undefined;

  return {
    /** A duplicate of the same delivery must see the record. */
    begin({ id, state }: Pick<Delivery, "id" | "state">, next: DeliveryTask | undefined): void {
      if (state !== "delivered" || !next || next.deliveryId === id) return;
      const reading = read(next);
      // A failure counts only if the turn comes.
      reading.catch(() => undefined);
      ahead = { task: next, reading };
    },
    read(task: DeliveryTask): Promise<T> {
      const begun = ahead?.task === task ? ahead.reading : undefined;
      ahead = undefined;
      return begun ?? read(task);
    },
  };
}
