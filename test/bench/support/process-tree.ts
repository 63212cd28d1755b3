import { readdirSync, readFileSync } from "node:fs";

/** Bytes of memory of all descendants of a process, without the process itself. Linux only. */
export interface TreeMemory {
  /** Sum of the resident sets. Shared memory counts once for each process. */
  residentBytes: number;
  /** Sum of the proportional sets. Shared memory is divided among the processes. */
  proportionalBytes: number;
}

export function memoryBelow(pid: number): TreeMemory {
  const pids = descendantsOf(pid);
  return {
    residentBytes: sumOf(pids, "Rss"),
    proportionalBytes: sumOf(pids, "Pss"),
  };
}

/** The ids of all descendants of a process. */
export function descendantsOf(pid: number): number[] {
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
