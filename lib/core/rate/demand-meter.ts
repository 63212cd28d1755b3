/**
 * Measures what one tenant asks of one function, second by second.
 *
 * @param notable the rate from which seconds count as notable
 */
export function demandMeter(notable: number) {
  let second = Number.NEGATIVE_INFINITY;
  let asked = 0;
  let before = 0;
  let notableSince = Number.POSITIVE_INFINITY;
  let taken = 0;
  let takenMs = 0;
  const meter = { add, take, notableSeconds, reportedMs: Number.NEGATIVE_INFINITY };
  return meter;

  /** Adds a request. Returns the rate of this second so far, or of the one before if that is higher. */
  function add(count: number, nowMs: number): number {
    const current = Math.floor(nowMs / 1000);
    if (current !== second) next(current);
    asked += count;
    return Math.max(asked, before);
  }

  function next(current: number): void {
    before = current === second + 1 ? asked : 0;
    notableSince = before < notable ? Number.POSITIVE_INFINITY : Math.min(notableSince, second);
    second = current;
    asked = 0;
  }

  /** For how many seconds in a row the rate has been notable. */
  function notableSeconds(nowMs: number): number {
    return Math.floor(nowMs / 1000) - notableSince;
  }

  /**
   * Takes from a bucket that holds one second's share, and fills at that rate. A request may take more than is left, so
   * that a list larger than the share can pass; later requests wait for it. Returns by how much the bucket is overdrawn
   * if the request must wait, else 0.
   */
  function take(count: number, share: number, nowMs: number): number {
    taken = Math.max(0, taken - (share * Math.max(0, nowMs - takenMs)) / 1000);
    takenMs = nowMs;
    if (taken >= share) return taken - share + 1;
    taken += count;
    return 0;
  }
}
