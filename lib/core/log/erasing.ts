import { type CancelPorts, cancelWaiting } from "../delivery/cancelling.ts";
import { changeDeliveries } from "../delivery/change-deliveries.ts";
import { erased, hasEnded, type RunEvent, untried } from "../delivery/lifecycle.ts";
import { PipelineFault } from "../errors.ts";
import type { Attempt } from "../model/attempt.ts";
import type { Delivery } from "../model/delivery.ts";
import type { EventRecord, EventRef } from "../model/event.ts";
import type { SubscriptionLister } from "../subscription/subscription-store.ts";
import type { LogReader } from "./log-reader.ts";
import { EVERY_SUBSCRIPTION, type UnlistedRecipients } from "./unlisted-recipients.ts";

export interface ErasePorts extends CancelPorts {
  log: Pick<LogReader, "getDeliveries" | "getEvent">;
  eraser: ContentEraser;
  recipients: Pick<UnlistedRecipients, "listRecipients">;
  subscriptions: SubscriptionLister;
}

/** The number of deliveries to cancel and erase at a time. */
const CHUNK = 1_000;

/**
 * Erases an event's data and the receivers' answers. The event itself and the outcomes of its deliveries stay. Erasing
 * again is harmless. Resolves with the deliveries that were cancelled.
 *
 * Queued messages hold copies of the data. A retry or a replay that read the event earlier may even queue one later. So
 * every delivery of the event gets a row with a mark, and `deliver` never makes an attempt for a marked row. It reads the
 * row just before each attempt, strongly consistent. So no attempt begins after the erasure, except one for which
 * `deliver` read the row before the mark was written. That attempt begins as soon as its secret is read, and ends within
 * the subscription's time limit.
 *
 * The order matters. Cancelling comes first, so that a crash before the erasure leaves an event that can be erased
 * again. The recipients are read after the event is marked, because others may have got a delivery in the meantime.
 */
export function eraseContent(ports: ErasePorts) {
  const { log, eraser, recipients, subscriptions, now } = ports;
  const cancel = cancelWaiting(ports);

  return async function erase(event: EventRecord): Promise<Delivery[]> {
    const cancelled: Delivery[] = [];
    for (const ids of chunksOf(event.subscriptionIds)) {
      cancelled.push(...(await cancel(ids.map((id) => untried(event, id)))));
    }
    const atIso = new Date(now()).toISOString();
    await eraser.eraseEvent(event, atIso);
    const current = (await log.getEvent(event, event.ulid)) ?? event;
    for (const ids of chunksOf(await recipientsOf(current))) await eraseDeliveries(current, ids, atIso);
    return cancelled;
  };

  async function recipientsOf(event: EventRecord): Promise<string[]> {
    const unlisted = new Set(await recipients.listRecipients(event));
    const every = unlisted.delete(EVERY_SUBSCRIPTION) ? await subscriptions.listSubscriptions(event.tenantId) : [];
    return [...new Set([...event.subscriptionIds, ...unlisted, ...every.map(({ id }) => id)])];
  }

  /** A delivery that has no row yet gets one, so that `deliver` finds the mark. */
  async function eraseDeliveries(event: RunEvent, ids: string[], atIso: string): Promise<void> {
    const all = ids.map((id) => untried(event, id));
    const change = (given: Delivery) => (row: Delivery | undefined) =>
      row && hasEnded(row) ? undefined : erased(row ?? given, atIso);
    await changeDeliveries(
      ports,
      all.map((given) => ({ id: given.id, change: change(given) })),
    );
    const rows = await log.getDeliveries(all.map(({ id }) => id));
    if (rows.size < ids.length) throw new PipelineFault("an erasure left a delivery without its mark");
    await eraser.eraseAnswers([...rows.values()], atIso);
  }
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
