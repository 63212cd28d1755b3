import type { Announcer } from "../../../lib/core/delivery/announcer.ts";
import type { FailingAnnouncer, FailingSubscription } from "../../../lib/core/health/disabling.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryAnnouncer = ({ faults, announced }: MemoryWorld): Announcer => ({
  announceExhausted: async (deliveries) =>
    faults.call("announceExhausted", () => {
      announced.push(...structuredClone(deliveries));
    }),
});

/** Keeps what it publishes, with the name of the bus's event. */
export function memoryFailingAnnouncer({ faults }: MemoryWorld) {
  const published: [name: string, failing: FailingSubscription][] = [];
  const port: FailingAnnouncer = {
    announceDisableScheduled: async (failing) =>
      faults.call("announceDisableScheduled", () => void published.push(["disable-scheduled", failing])),
    announceDisabled: async (failing) =>
      faults.call("announceDisabled", () => void published.push(["disabled", failing])),
  };
  return { published, port };
}
