import {
  looksDown,
  NETWORK_WINDOW_MS,
  type NetworkLog,
  type NetworkWindow,
  SAME_OUTAGE_MS,
  SEVERAL_TENANTS,
} from "../../../lib/core/health/network.ts";
import type { MemoryWorld } from "./memory-world.ts";

export const memoryNetworkLog = ({ faults, network, now }: MemoryWorld): NetworkLog => ({
  report: async (report) =>
    faults.call("report", () => {
      const known = network.get("");
      const isCurrent = known !== undefined && known.sinceMs > now() - NETWORK_WINDOW_MS;
      const isSame = known !== undefined && known.sinceMs > now() - SAME_OUTAGE_MS && looksDown(known);
      const next = {
        tenants: [],
        unreached: 0,
        reached: 0,
        ...(isSame && { downSinceMs: known.downSinceMs ?? known.sinceMs }),
      };
      const { sinceMs, ...before } = isCurrent ? known : { ...next, sinceMs: now() };
      const together: NetworkWindow = {
        ...before,
        tenants:
          before.tenants.length >= SEVERAL_TENANTS
            ? before.tenants
            : [...new Set([...before.tenants, ...report.tenants])],
        unreached: before.unreached + report.unreached,
        reached: before.reached + report.reached,
      };
      network.put("", { ...together, sinceMs });
      return together;
    }),
});
