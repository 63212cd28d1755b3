import type { Announcer } from "../../../lib/core/delivery/announcer.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryAnnouncer = ({ faults, announced }: MemoryWorld): Announcer => ({
  announceExhausted: async (deliveries) =>
    faults.call("announceExhausted", () => {
      announced.push(...structuredClone(deliveries));
    }),
});
