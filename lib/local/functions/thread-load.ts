import { performance } from "node:perf_hooks";

/** The load is measured over at least this time. */
const WINDOW_MS = 250;
const BUSY = 0.7;

let since = performance.eventLoopUtilization();
let share = 0;

/**
 * Whether this thread's event loop was busy for most of the last moments. Unlike the CPU time of the machine, this says
 * little about other programs: while functions wait for slow receivers, the loop is idle however busy the machine is.
 */
export function threadIsBusy(): boolean {
  const { active, idle, utilization } = performance.eventLoopUtilization(since);
  if (active + idle < WINDOW_MS) return share > BUSY;
  share = utilization;
  since = performance.eventLoopUtilization();
  return share > BUSY;
}
