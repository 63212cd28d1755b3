/**
 * A job that takes longer than a function may run is done in slices. Each slice has a message, and queues the message of
 * the next one. The job's row is the source of truth: it tells which slice is next.
 */

/** What SQS reports about a slice's message. */
export interface SliceReceipt {
  /** How often SQS has handed out the message, this time included. */
  receives: number;
  sentAtMs: number;
}

/** What becomes of a slice's message: it is deleted when done, and received again otherwise. */
export type SliceFate = "done" | "again";

/** No page of a slice begins after this time, so that the slowest page ends before the function's time-out. */
export const SLICE_BUDGET_MS = 20_000;

/** A message may arrive before its job's row is written. It is kept for this long. */
const EARLY_MS = 120_000;

/** The fate of a message that is ahead of its job's row. */
export const earlySliceFate = ({ sentAtMs }: SliceReceipt, nowMs: number): SliceFate =>
  nowMs - sentAtMs < EARLY_MS ? "again" : "done";

/**
 * The fate of a message whose slice is done. Sends the message of the next slice, because the function that advanced the
 * row may have died before it sent that message. At the first receive, that function may still be about to send it. So
 * this message waits, and is stale when it comes again.
 */
export async function sendNextAgain({ receives }: SliceReceipt, sendNext: () => Promise<void>): Promise<SliceFate> {
  if (receives === 1) return "again";
  await sendNext();
  return "done";
}
