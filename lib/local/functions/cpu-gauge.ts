import { cpus } from "node:os";

/** Tells whether the machine has CPU for another worker. */
export interface CpuGauge {
  hasRoom(): boolean;
}

const SAMPLE_MS = 100;
/** The machine counts as busy when a smaller share of its CPU time is idle. */
const IDLE_SHARE = 0.3;

/**
 * On Lambda, each environment has its own CPU. Here all workers share one machine, so another worker helps only while
 * the others wait. Measures the whole machine, at most every 100 ms, because the database, the receivers and the
 * producers of events use CPU too.
 */
export function createCpuGauge(): CpuGauge {
  let since = performance.now();
  let before = cpuTimes();
  let room = true;

  function hasRoom(): boolean {
    if (performance.now() - since < SAMPLE_MS) return room;
    const now = cpuTimes();
    room = (now.idle - before.idle) / (now.all - before.all) > IDLE_SHARE;
    since = performance.now();
    before = now;
    return room;
  }

  return { hasRoom };
}

/** Milliseconds since the machine started, summed over all processors. */
function cpuTimes(): { idle: number; all: number } {
  let idle = 0;
  let all = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, all };
}
