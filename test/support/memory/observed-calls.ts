import type { PortCall } from "./fault-plan.ts";
import type { MemoryWorld } from "./memory-world.ts";

/** Collects the calls of some kinds that a world's ports get from now on. */
export function observedCalls({ faults }: MemoryWorld, ...kinds: PortCall[]): PortCall[] {
  const calls: PortCall[] = [];
  const { decide } = faults;
  faults.decide = (operation) => {
    if (kinds.includes(operation)) calls.push(operation);
    return decide(operation);
  };
  return calls;
}
