import { type CancelPorts, cancelWaiting } from "./cancelling.ts";
import { deliveryId } from "./ids.ts";
import type { ContentEraser } from "./log-ports.ts";
import type { EventRecord } from "./model.ts";
import { untried } from "./runs.ts";

export interface ErasePorts extends CancelPorts {
  eraser: ContentEraser;
}

/** Deliveries that are looked at together. */
const AT_ONCE = 1_000;

/**
 * Erases what an event said, and what receivers answered to it; that it happened, and what became of it, stays. What
 * still waits is cancelled, so that the copy in its message is dropped when that is next received. May be repeated.
 *
 * Cancelled first, then erased: a crash in between leaves an event that can be erased again. Cancelled once more
 * after, since somebody may have asked for another try until the data was gone.
 */
export function eraseContent(ports: ErasePorts) {
  const { log, eraser, now } = ports;
  const cancel = cancelWaiting(ports);

  return async function erase(event: EventRecord): Promise<void> {
    const parts = partsOf(event.subscriptionIds);
    for (const ids of parts) await cancel(ids.map((id) => untried(event, id)));
    await eraser.eraseEvent(event.tenantId, event.id, new Date(now()).toISOString());
    for (const ids of parts) {
      await cancel(ids.map((id) => untried(event, id)));
      const rows = await log.getDeliveries(ids.map((id) => deliveryId(event.id, id)));
      await eraser.eraseAnswers([...rows.values()]);
    }
  };
}

const partsOf = (ids: string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, n) => ids.slice(n * AT_ONCE, (n + 1) * AT_ONCE));
