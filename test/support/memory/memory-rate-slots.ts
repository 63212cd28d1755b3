import { longestAheadMs, spacingMs } from "../../../lib/core/rate/rate-limit.ts";
import type { RateSlots } from "../../../lib/core/rate/rate-slots.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryRateSlots = ({ faults, rateSlots, now }: MemoryWorld): RateSlots => ({
  reserveSlots: async (subscriptionId, count, limit) =>
    faults.call("reserveSlots", () => {
      const firstMs = Math.max(rateSlots.get(subscriptionId) ?? 0, now());
      if (firstMs > now() + longestAheadMs(limit)) return undefined;
      rateSlots.put(subscriptionId, firstMs + count * spacingMs(limit));
      return { firstMs, count };
    }),
});
