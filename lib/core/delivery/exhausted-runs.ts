import type { Delivery, ExhaustedRun } from "../model/delivery.ts";
import type { DeliveryTask } from "../model/delivery-task.ts";

/**
 * A new run may replace an exhausted one before it was announced. So the row keeps the end of that run, and the run's
 * message announces it when it comes back.
 */

/** A run is announced within minutes, unless the bus fails. So the latest runs are enough. */
const MOST_KEPT = 10;

/** The exhausted runs to keep in the row of a delivery whose current run becomes `run`. */
export function exhaustedRunsBefore(row: Delivery | undefined, run: number): ExhaustedRun[] | undefined {
  if (row?.state !== "exhausted" || row.run >= run) return row?.exhaustedRuns;
  const { run: ended, attempts, lastStatus, failure, updatedAt } = row;
  return [...(row.exhaustedRuns ?? []), { run: ended, attempts, lastStatus, failure, updatedAt }].slice(-MOST_KEPT);
}

/** The delivery as it was at the end of a stale message's run, if that run was exhausted. */
export function exhaustedInRun(task: Pick<DeliveryTask, "run">, row: Delivery | undefined): Delivery | undefined {
  const ended = row?.exhaustedRuns?.find(({ run }) => run === task.run);
  return row && ended && { ...row, ...ended, state: "exhausted", nextAttemptAt: undefined };
}
