import { isFinal } from "../../lib/core/delivery/lifecycle.ts";
import { deliveryId } from "../../lib/core/ids.ts";
import { queuedCount } from "../../lib/core/matching/recorded-matches.ts";
import type { EventRecord } from "../../lib/core/model/event.ts";
import type { Subscription } from "../../lib/core/model/subscription.ts";
import type { MemoryWorld } from "../support/memory/memory-world.ts";
import type { Sight } from "./witness.ts";

/** A POST that began while an earlier delivery of its lane had not ended. */
export interface OutOfTurn {
  deliveryId: string;
  earlier: string;
}

/**
 * Watches the order of POSTs. An event is earlier than another one if it was accepted before any producer sent the other
 * one. Then its delivery must have ended when the POST of the other one begins, if both are in the same ordered lane.
 */
export function orderWatch(world: MemoryWorld, seen: (sight: Sight) => void) {
  const sentMs = new Map<string, number>();
  const acceptedMs = new Map<string, number>();
  const outOfTurn: OutOfTurn[] = [];
  const { put } = world.events;
  world.events.put = (key, event, ...rest) => {
    if (!acceptedMs.has(event.id)) acceptedMs.set(event.id, world.now());
    return put(key, event, ...rest);
  };

  const eventOf = (eventId: string): EventRecord | undefined => world.events.values().find(({ id }) => id === eventId);

  /** Is its delivery in the lane, and has it not ended? A retry by hand or a replay has joined the end of the lane. */
  function isWaiting(event: EventRecord, { id }: Subscription): boolean {
    if (event.contentErasedAt !== undefined || event.undecidedIds?.includes(id)) return false;
    if (!event.subscriptionIds.slice(0, queuedCount(event)).includes(id)) return false;
    const row = world.deliveries.get(deliveryId(event.ulid, id));
    return row === undefined || (row.run === 0 && !isFinal(row));
  }

  return {
    outOfTurn,
    /** A producer sends an event for the first time. */
    sent: (eventId: string) => void sentMs.set(eventId, world.now()),
    /** A POST begins. `data` is the raw JSON text of the event's data. */
    posting(eventId: string, data: string, subscription: Subscription | undefined): void {
      if (!subscription?.ordered) return;
      const isSameLane = (other: EventRecord) => subscription.orderingKey === undefined || other.data === data;
      for (const [id, atMs] of acceptedMs) {
        const other = atMs < (sentMs.get(eventId) ?? 0) ? eventOf(id) : undefined;
        if (!other || !isSameLane(other)) continue;
        seen("behind another delivery");
        if (!isWaiting(other, subscription)) continue;
        outOfTurn.push({ deliveryId: `${eventId} ${subscription.id}`, earlier: id });
      }
    },
  };
}
