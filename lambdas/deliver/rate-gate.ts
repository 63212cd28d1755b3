import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";
import type { Subscription } from "../../lib/core/model/subscription.ts";
import { type RateLimit, slotsOf } from "../../lib/core/rate/rate-limit.ts";
import type { RateSlots } from "../../lib/core/rate/rate-slots.ts";

/** The slot of a POST in epoch milliseconds. `full`: none is free soon. Undefined: the subscription has no limit. */
export type Slot = number | "full" | undefined;

/** A message that comes later than this after its slot needs another one. Perhaps it was POSTed since. */
const SLOT_KEPT_MS = 15_000;

/** The slot that a message was sent on for; undefined if it needs another one. */
export const keptSlot = ({ slotMs }: DeliveryTask, nowMs: number): number | undefined =>
  slotMs !== undefined && nowMs - slotMs <= SLOT_KEPT_MS ? slotMs : undefined;

/**
 * Hands out the slots of a batch. All slots of a subscription are reserved by one write, before its first POST. A
 * subscription without a limit pays nothing.
 *
 * @param wanted how many POSTs of the batch need a slot, by subscription id
 */
export function rateGate(slots: RateSlots, wanted: ReadonlyMap<string, number>) {
  const reserved = new Map<string, Promise<number[]>>();

  return async function slotFor({ id, rateLimit }: Subscription): Promise<Slot> {
    if (!rateLimit) return undefined;
    const free = reserved.get(id) ?? reserve(id, rateLimit);
    reserved.set(id, free);
    return (await free).shift() ?? "full";
  };

  async function reserve(id: string, limit: RateLimit): Promise<number[]> {
    const reservation = await slots.reserveSlots(id, wanted.get(id) ?? 1, limit);
    return reservation ? slotsOf(reservation, limit) : [];
  }
}
