import type { FanOutQueue } from "../../../lib/core/fan-out/fan-out-queue.ts";
import { pageEncoder } from "../../../lib/core/fan-out/page.ts";
import type { FilterProblemWriter } from "../../../lib/core/log/filter-problems.ts";
import type { Faults } from "./fault-plan.ts";
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

export const memoryFilterProblems = ({ now, filterProblems }: MemoryWorld): FilterProblemWriter => ({
  noteProblems: async (problems) => {
    for (const [id, problem] of problems) {
      const known = filterProblems.get(id);
      if (!known || Date.parse(known.at) <= now() - QUIET_MS) filterProblems.put(id, problem, problem.at);
    }
  },
});
