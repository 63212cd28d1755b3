import { readdirSync, readFileSync } from "node:fs";

/** Bytes of memory of a process's children, theirs included; not of itself. Linux only. */
export interface TreeMemory {
  /** Sum of resident sets: what processes share counts once for each. */
  residentBytes: number;
  /** Sum of proportional sets: what processes share is divided among them. */
  proportionalBytes: number;
}

export function memoryBelow(pid: number): TreeMemory {
  const pids = descendantsOf(pid);
  return {
    residentBytes: sumOf(pids, "Rss"),
    proportionalBytes: sumOf(pids, "Pss"),
  };
}

/** Ids of a process's children, and of theirs. */
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

/** https://docs.kernel.org/filesystems/proc.html: sums over all mappings of a process, in kB. */
function sumOf(pids: readonly number[], field: "Rss" | "Pss"): number {
  const line = new RegExp(`^${field}:\\s+(\\d+) kB$`, "m");
  return pids.reduce((sum, pid) => sum + Number(line.exec(procFile(String(pid), "smaps_rollup"))?.[1] ?? 0) * 1024, 0);
}

/** Empty when it is no process, or one that has ended. */
function procFile(pid: string, file: string): string {
  try {
    return /^\d+$/.test(pid) ? readFileSync(`/proc/${pid}/${file}`, "utf8") : "";
  } catch {
    return "";
  }
}
