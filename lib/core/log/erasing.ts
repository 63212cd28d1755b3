import { type CancelPorts, cancelWaiting } from "../delivery/cancelling.ts";
import { untried } from "../delivery/lifecycle.ts";
import { deliveryId } from "../ids.ts";
import type { Attempt, Delivery, EventRecord, EventRef } from "../model.ts";

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
    const atIso = new Date(now()).toISOString();
    await eraser.eraseEvent(event, atIso);
    for (const ids of chunks) {
      await cancel(ids.map((id) => untried(event, id)));
      const rows = await log.getDeliveries(ids.map((id) => deliveryId(event.ulid, id)));
      await eraser.eraseAnswers([...rows.values()], atIso);
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
  eraseEvent(event: EventRef, atIso: string): Promise<void>;
  /**
   * Erases the receivers' answers from all attempts of the deliveries, and marks the deliveries, so that later attempts
   * keep no answer. Erasing again is harmless.
   */
  eraseAnswers(deliveries: Delivery[], atIso: string): Promise<void>;
}

/** An attempt without what the receiver answered. */
export const withoutAnswer = (attempt: Attempt): Attempt => ({ ...attempt, answerHeaders: undefined, excerpt: "" });
