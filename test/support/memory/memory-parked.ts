import type { ParkedLister } from "../../../lib/core/delivery/parking.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryParkedLister = ({ faults, deliveries }: MemoryWorld): ParkedLister => ({
  listParked: async (untilMs, limit) =>
    faults.call("listParked", () =>
      deliveries
        .values()
        .filter(({ state, parkedUntil }) => state === "retrying" && parkedUntil !== undefined)
        .map(({ id, parkedUntil = "" }) => ({ id, dueMs: Date.parse(parkedUntil) }))
        .filter(({ dueMs }) => dueMs <= untilMs)
        .sort((a, b) => a.dueMs - b.dueMs)
        .slice(0, limit)
        .map(({ id }) => id),
    ),
});
