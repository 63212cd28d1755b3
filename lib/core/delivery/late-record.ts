import { withoutAnswer } from "../log/erasing.ts";
import type { Attempt } from "../model/attempt.ts";
import type { Delivery } from "../model/delivery.ts";
import type { DeliveryRecord } from "./delivery-store.ts";
import { exhaustedRunsBefore } from "./exhausted-runs.ts";
import { hasEnded } from "./lifecycle.ts";

/**
 * The record to write when a delivery's row has changed since it was read: another message of the delivery made an
 * attempt, a later run began, or the delivery was cancelled or erased. Undefined if there is nothing left to write.
 *
 * An attempt that was made is always kept, as the next one of the row. But it changes the state only of its own run: a
 * success ends a run that isn't cancelled, and any other outcome only a run that hasn't ended, and whose delivery wasn't
 * held since.
 *
 * @param row the current row
 */
export function lateRecord(row: Delivery, record: DeliveryRecord): DeliveryRecord | undefined {
  const { delivery, attempt } = record;
  const attempts = row.attempts + (attempt ? 1 : 0);
  const counts = { attempts, attemptsBeforeRun: attempts - attemptsInRun(row, delivery) };
  const numbered = attempt && numberedAttempt(row, attempt);
  if (!decidesState(row, delivery))
    return numbered && { before: row, delivery: { ...row, ...counts }, attempt: numbered };
  const kept = { contentErasedAt: row.contentErasedAt, exhaustedRuns: exhaustedRunsBefore(row, delivery.run) };
  return { before: row, delivery: { ...delivery, ...counts, ...kept }, attempt: numbered };
}

/**
 * The number of attempts that count for the retry policy of the current run. Messages of one run that make an attempt
 * at the same time count it once.
 */
function attemptsInRun(row: Delivery, late: Delivery): number {
  const inRun = (of: Delivery) => of.attempts - of.attemptsBeforeRun;
  if (row.run !== late.run) return inRun(row.run > late.run ? row : late);
  return Math.max(inRun(row), inRun(late));
}

function decidesState(row: Delivery, late: Delivery): boolean {
  if (row.run !== late.run) return late.run > row.run;
  if (late.state === "delivered") return row.state !== "cancelled" || !hasEnded(row);
  return !hasEnded(row) && !isOvertaken(row, late);
}

/** Was the delivery held since? Then its release sends another message, unless the row stops saying that it is held. */
function isOvertaken({ holds: ofRow = 0 }: Delivery, { holds = 0, state }: Delivery): boolean {
  return state === "held" ? holds <= ofRow : holds < ofRow;
}

const numberedAttempt = (row: Delivery, attempt: Attempt): Attempt => ({
  ...(row.contentErasedAt === undefined ? attempt : withoutAnswer(attempt)),
  number: row.attempts + 1,
});
