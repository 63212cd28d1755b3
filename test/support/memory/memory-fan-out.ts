import { alertOf } from "../../../lib/core/alerts/alert.ts";
import type { FanOutQueue } from "../../../lib/core/fan-out/fan-out-queue.ts";
import { pageEncoder } from "../../../lib/core/fan-out/page.ts";
import { BETWEEN_FILTER_ALERTS_MS, type FilterProblemWriter } from "../../../lib/core/log/filter-problems.ts";
import type { Faults } from "./fault-plan.ts";
import { keepAlert } from "./memory-alerts.ts";
import type { MemoryQueue } from "./memory-queue.ts";
import type { MemoryWorld } from "./memory-world.ts";

/** When a page meets a fault, the pages before it stay queued, as in a batch that fails in part. */
export const memoryFanOutQueue = (queue: MemoryQueue, faults: Faults): FanOutQueue => ({
  sendPages: async (pages) => {
    const encode = pageEncoder();
    for (const page of pages) faults.call("sendPages", () => queue.send(encode(page), page.event.tenantId));
  },
});

const QUIET_MS = 60_000;

export const memoryFilterProblems = (world: MemoryWorld): FilterProblemWriter => ({
  noteProblems: async (tenantId, problems) => {
    const { now, filterProblems, filterAlerts } = world;
    for (const [id, problem] of problems) {
      const known = filterProblems.get(id);
      if (known && Date.parse(known.at) > now() - QUIET_MS) continue;
      filterProblems.put(id, problem, problem.at);
      if (now() - (filterAlerts.get(id) ?? Number.NEGATIVE_INFINITY) < BETWEEN_FILTER_ALERTS_MS) continue;
      filterAlerts.put(id, now(), problem.at);
      const key = { tenantId, subscriptionId: id };
      keepAlert(world, alertOf(key, "filter.too-slow", { reason: problem.reason }, Date.parse(problem.at)));
    }
  },
});
