import { type CancelPorts, cancelWaiting } from "../delivery/cancelling.ts";
import { untried } from "../delivery/lifecycle.ts";
import { deliveryId } from "../ids.ts";
import type { Delivery, EventRecord } from "../model.ts";

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

export interface ContentEraser {
  /** Erases an event's data. Harmless when it was erased before, whose time stays, or when there is no such event. */
  eraseEvent(tenantId: string, eventId: string, atIso: string): Promise<void>;
  /** Erases what receivers answered to all attempts of deliveries. Harmless when repeated. */
  eraseAnswers(deliveries: Delivery[]): Promise<void>;
}
