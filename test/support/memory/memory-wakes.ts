import type { Wake, WakeQueue } from "../../../lib/core/health/health-store.ts";
import { encodeWake } from "../../../lib/core/health/wake-message.ts";
import type { Faults } from "./fault-plan.ts";
import type { MemoryQueue } from "./memory-queue.ts";

export interface MemoryWakes {
  /** The subscriptions to wake, oldest first. A test takes them out. */
  queue: Wake[];
  port: WakeQueue;
}

export function memoryWakes(faults: Faults): MemoryWakes {
  const queue: Wake[] = [];
  const sendWakes = async (wakes: readonly Wake[]) => faults.call("sendWakes", () => void queue.push(...wakes));
  return { queue, port: { sendWakes } };
}

/** Sends to a queue as SQS does. */
export const memoryWakeQueue = (queue: MemoryQueue, faults: Faults): WakeQueue => ({
  sendWakes: async (wakes, delaySeconds) =>
    faults.call("sendWakes", () => {
      for (const wake of wakes) queue.send(encodeWake(wake), wake.tenantId, delaySeconds);
    }),
});
