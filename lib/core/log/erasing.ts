import { type CancelPorts, cancelWaiting } from "../delivery/cancelling.ts";
import { untried } from "../delivery/lifecycle.ts";
import { deliveryId } from "../ids.ts";
import type { Delivery, EventRecord } from "../model.ts";

export interface ErasePorts extends CancelPorts {
  eraser: ContentEraser;
}

/** The number of deliveries to cancel and erase at a time. */
const CHUNK = 1_000;

/**
 * Erases an event's data and the receivers' answers. The event itself and the outcomes of its deliveries stay. Waiting
 * deliveries are cancelled, because their queued messages hold a copy of the data; a message of a cancelled delivery is
 * dropped when it is next received. Erasing again is harmless.
 *
 * The order matters. Cancelling comes first, so that a crash before the erasure leaves an event that can be erased
 * again. Cancelling is repeated afterwards, because somebody may have asked for a retry before the data was gone.
 */
export function eraseContent(ports: ErasePorts) {
  const { log, eraser, now } = ports;
  const cancel = cancelWaiting(ports);

  return async function erase(event: EventRecord): Promise<void> {
    const chunks = chunksOf(event.subscriptionIds);
    for (const ids of chunks) await cancel(ids.map((id) => untried(event, id)));
    await eraser.eraseEvent(event.tenantId, event.id, new Date(now()).toISOString());
    for (const ids of chunks) {
      await cancel(ids.map((id) => untried(event, id)));
      const rows = await log.getDeliveries(ids.map((id) => deliveryId(event.id, id)));
      await eraser.eraseAnswers([...rows.values()]);
    }
  };
}

const chunksOf = (ids: string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / CHUNK) }, (_, n) => ids.slice(n * CHUNK, (n + 1) * CHUNK));

export interface ContentEraser {
  /**
   * Sets an event's data to null. Does nothing if there is no such event, or if it was erased before: the time of the
   * first erasure stays.
   */
  eraseEvent(tenantId: string, eventId: string, atIso: string): Promise<void>;
  /** Erases the receivers' answers from all attempts of the deliveries. Erasing again is harmless. */
  eraseAnswers(deliveries: Delivery[]): Promise<void>;
}
