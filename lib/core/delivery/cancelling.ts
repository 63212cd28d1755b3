import type { Clock } from "../clock.ts";
import type { LogReader } from "../log/log-reader.ts";
import type { Delivery } from "../model.ts";
import type { DeliveryChange, DeliveryEditor } from "./delivery-store.ts";
import { isWaiting } from "./runs.ts";

export interface CancelPorts {
  log: Pick<LogReader, "getDeliveries">;
  editor: DeliveryEditor;
  now: Clock;
}

/** An attempt may be recorded between a look at a row and the write of it: so often we look again. */
const LOOKS = 5;

/**
 * Cancels those of some deliveries that wait to be tried, so that their messages are dropped when they are next
 * received. What is given of one counts only if it has no row yet. Resolves with the rows of those cancelled.
 *
 * A POST that is on its way meanwhile is not called back: if it arrives, the delivery is `delivered`.
 */
export function cancelWaiting({ log, editor, now }: CancelPorts) {
  return async function cancel(deliveries: Delivery[]): Promise<Delivery[]> {
    const cancelled: Delivery[] = [];
    let left = deliveries;
    for (let look = 0; left.length > 0 && look < LOOKS; look++) {
      const rows = await log.getDeliveries(left.map(({ id }) => id));
      // Found so at a second look: by our own write, whose answer was lost, or by another's with the same wish.
      if (look > 0) cancelled.push(...[...rows.values()].filter(({ state }) => state === "cancelled"));
      const changes = left.flatMap((given) => changeTo(rows.get(given.id), given));
      const done = await editor.replaceDeliveries(changes);
      cancelled.push(...changes.filter((_, index) => done[index]).map(({ after }) => after));
      left = changes.filter((_, index) => !done[index]).map(({ after }) => ({ ...after, state: "pending" }));
    }
    return cancelled;
  };

  function changeTo(before: Delivery | undefined, given: Delivery): DeliveryChange[] {
    const row = before ?? given;
    if (!isWaiting(row)) return [];
    const updatedAt = new Date(now()).toISOString();
    return [{ before, after: { ...row, state: "cancelled", nextAttemptAt: undefined, updatedAt } }];
  }
}
