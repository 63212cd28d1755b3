import { readdirSync, readFileSync } from "node:fs";

/** Bytes of memory of all descendants of a process, without the process itself. Linux only. */
export interface TreeMemory {
  /** Sum of the resident sets. Shared memory counts once for each process. */
  residentBytes: number;
  /** Sum of the proportional sets. Shared memory is divided among the processes. */
  proportionalBytes: number;
}

/** CPU time of a tree of processes, in milliseconds. */
export interface TreeCpu {
  /** All processes but the database. */
  nodeMs: number;
  databaseMs: number;
}

export function memoryBelow(pid: number): TreeMemory {
  const pids = descendantsOf(pid);
  return {
    residentBytes: sumOf(pids, "Rss"),
    proportionalBytes: sumOf(pids, "Pss"),
  };
}

/** Milliseconds of CPU time that the descendants of a process have used so far, without those that have ended. */
export function cpuBelow(pid: number, database: string): TreeCpu {
  const used = descendantsOf(pid).map((each) => cpuOf(String(each)));
  const sum = (some: typeof used) => some.reduce((total, { ms }) => total + ms, 0);
  return {
    nodeMs: sum(used.filter(({ program }) => program !== database)),
    databaseMs: sum(used.filter(({ program }) => program === database)),
  };
}

/** The clock of `/proc` ticks a hundred times a second (https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html). */
const TICK_MS = 10;

function cpuOf(pid: string): { program: string; ms: number } {
  const [, program = "", rest = ""] = /^\d+ \((.*)\) (.*)$/m.exec(procFile(pid, "stat")) ?? [];
  const [utime, stime] = rest.split(" ").slice(11, 13);
  return { program, ms: (Number(utime ?? 0) + Number(stime ?? 0)) * TICK_MS };
}

/** Sends a signal to the descendants of a process that are in its process group, as Ctrl-C in a terminal does. */
export function signalBelow(pid: number, signal: NodeJS.Signals): void {
  const group = groupOf(pid);
  for (const each of descendantsOf(pid)) if (groupOf(each) === group) process.kill(each, signal);
}

const groupOf = (pid: number): string | undefined => /\) \S \d+ (\d+) /.exec(procFile(String(pid), "stat"))?.[1];

/** The ids of all descendants of a process. */
function descendantsOf(pid: number): number[] {
  const children = processes().filter(({ parent }) => parent === pid);
  return children.flatMap((child) => [child.pid, ...descendantsOf(child.pid)]);
}

function processes(): { pid: number; parent: number }[] {
  return readdirSync("/proc").flatMap((name) => {
    const [, parent] = /^PPid:\s+(\d+)$/m.exec(procFile(name, "status")) ?? [];
    return parent === undefined ? [] : [{ pid: Number(name), parent: Number(parent) }];
  });
}

/** `smaps_rollup` sums over all mappings of a process, in kB. https://docs.kernel.org/filesystems/proc.html */
function sumOf(pids: readonly number[], field: "Rss" | "Pss"): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m");
  return pids.reduce((sum, pid) => sum + Number(line.exec(procFile(String(pid), "smaps_rollup"))?.[1] ?? 0) * 1024, 0);
}

/** The content of a file in `/proc/<pid>`, or an empty string if there is no such process. */
function procFile(pid: string, file: string): string {
  try {
    return /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/${file}`, "utf8") : "";
  } catch {
    return "";
  }
}
