import type { AwsLimits } from "../aws-limits.ts";

export type BatchLimits = Pick<AwsLimits, "firstBatches" | "batchesPerMinute">;

/** How many batches of a queue Lambda gives to a function at a time. */
export interface BatchAllowance {
  /** The number of batches, which changes with what was seen so far. */
  batches(): number;
  /** Tells how many batches the function works on now. Call it several times a second. */
  see(busy: number): void;
}

/** AWS doesn't tell how long traffic must be low before Lambda scales back. */
const QUIET_MS = 60_000;

/**
 * A function works on as many batches of a FIFO queue as there are message groups, up to the maximum concurrency
 * (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html). SQS itself takes care of the groups: a group
 * that has a message in flight hands out nothing.
 */
export const fifoAllowance = (most: number): BatchAllowance => ({ batches: () => most, see: () => undefined });

/**
 * A function starts with a few batches, and gets more while messages wait. It falls back to the first number when
 * traffic is low (https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html).
 *
 * @param most the maximum concurrency of the event source mapping
 */
export function batchAllowance(
  { firstBatches, batchesPerMinute }: BatchLimits,
  most: number,
  now: () => number,
): BatchAllowance {
  let allowed = firstBatches;
  let seenMs = now();
  let busyMs = seenMs;

  return {
    batches: () => Math.min(most, Math.floor(allowed)),
    see(busy) {
      const elapsedMs = now() - seenMs;
      seenMs = now();
      if (busy > firstBatches) busyMs = seenMs;
      if (busy >= Math.floor(allowed)) allowed = Math.min(most, allowed + (batchesPerMinute * elapsedMs) / 60_000);
      else if (seenMs - busyMs >= QUIET_MS) allowed = firstBatches;
    },
  };
}
