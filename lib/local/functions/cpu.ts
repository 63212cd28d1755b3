import { cpus } from "node:os";

/** Tells whether the machine has time for one more worker. */
export interface CpuGauge {
  hasRoom(): boolean;
}

const SAMPLE_MS = 100;
/** With less of its time idle than this, the machine is taken to be busy. */
const IDLE_SHARE = 0.3;

/**
 * On Lambda each environment brings its own CPU; here all share one machine, so a further worker only helps
 * while the others wait for something else. Looks at the whole machine, at most every 100 ms: the database, the
 * receivers and whoever sends the events count as well.
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

/** Milliseconds since the machine started, over all processors. */
function cpuTimes(): { idle: number; all: number } {
  let idle = 0;
  let all = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    all += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, all };
}
