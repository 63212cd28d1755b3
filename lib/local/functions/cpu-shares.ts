/** The CPU time of one invocation. */
export interface CpuShare {
  /** Ends the invocation's share. Returns its CPU time in milliseconds. */
  end(): number;
}

/**
 * Divides the CPU time of this thread among the invocations that run in it: while several run, each gets an equal part.
 *
 * @param usedMs the CPU time of the thread so far
 */
export function cpuShares(usedMs: () => number): { begin(): CpuShare } {
  const running = new Set<{ ms: number }>();
  let countedMs = usedMs();

  function count(): void {
    const nowMs = usedMs();
    for (const share of running) share.ms += (nowMs - countedMs) / running.size;
    countedMs = nowMs;
  }

  return {
    begin() {
      count();
      const share = { ms: 0 };
      running.add(share);
      return {
        end() {
          count();
          running.delete(share);
          return share.ms;
        },
      };
    },
  };
}
