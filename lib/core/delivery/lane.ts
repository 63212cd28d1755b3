import type { Health } from "../health/health.ts";
import { isTroubled } from "../health/holding.ts";
import type { Delivery, DeliveryTask } from "../model.ts";
import { attemptsBeforeRun, rowInRun } from "./lifecycle.ts";
import type { NextStep } from "./next-step.ts";

/**
 * A lane is a queue and the function that reads it. An invocation lasts as long as its slowest POST, and there are only
 * so many at a time. So POSTs that may take long have a lane of their own.
 *
 * - `quick`: first attempts to healthy endpoints with a time limit of at most 30 s.
 * - `patient`: everything else.
 */
export type Lane = "quick" | "patient";

/** The longest time limit of a POST in the quick lane. */
export const QUICK_LIMIT_SECONDS = 30;

/** What deliver does with a message in its lane. `handOver`: send it to the patient lane, where it arrives after `seconds`. */
export type LaneStep = NextStep | { do: "handOver"; seconds: number };

/** Decides whether a message stays in its lane. A message in the patient lane stays there. */
export function stepInLane(
  lane: Lane,
  step: NextStep,
  task: DeliveryTask,
  row: Delivery | undefined,
  health: Health | undefined,
  nowMs: number,
): LaneStep {
  if (lane === "patient") return step;
  if (step.do === "wait") return { do: "handOver", seconds: step.seconds };
  if (step.do !== "post") return step;
  const isQuick =
    !isTroubled(health, nowMs) && step.subscription.timeoutSeconds <= QUICK_LIMIT_SECONDS && isFirstAttempt(task, row);
  return isQuick ? step : { do: "handOver", seconds: 0 };
}

function isFirstAttempt(task: DeliveryTask, row: Delivery | undefined): boolean {
  const begun = rowInRun(task, row);
  return !begun || begun.attempts === attemptsBeforeRun(task, begun);
}
