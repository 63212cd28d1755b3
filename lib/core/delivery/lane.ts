import type { Health } from "../health/health.ts";
import { isTroubled } from "../health/holding.ts";
import type { Delivery } from "../model/delivery.ts";
import type { DeliveryTask } from "../model/delivery-task.ts";
import type { Subscription } from "../model/subscription.ts";
import { attemptsBeforeRun, rowInRun } from "./lifecycle.ts";
import type { NextStep } from "./next-step.ts";

/**
 * A lane is a queue and the function that reads it. An invocation lasts as long as its slowest POST, and there are only
 * so many at a time. So POSTs that may take long have a lane of their own.
 *
 * - `quick`: first attempts to healthy endpoints with a time limit of at most 30 s.
 * - `patient`: everything else.
 * - `ordered`: the deliveries of ordered subscriptions, see `OrderedLane`. Its queue is a FIFO queue.
 */
export type Lane = "quick" | "patient" | "ordered";

/** The longest time limit of a POST in the quick lane. */
export const QUICK_LIMIT_SECONDS = 30;

/**
 * What deliver does with a message in its lane.
 *
 * - `handOver`: send it to the patient lane, where it arrives after `seconds`.
 * - `order`: send it to its ordered lane, where it joins the end.
 */
export type LaneStep = NextStep | { do: "handOver"; seconds: number } | { do: "order"; subscription: Subscription };

/**
 * Decides whether a message stays in its lane. A message in the patient lane stays there, unless its subscription is
 * ordered. Retries by hand and replays of such a subscription come in through the other lanes.
 */
export function stepInLane(
  lane: Lane,
  step: NextStep,
  task: DeliveryTask,
  subscription: Subscription | undefined,
  row: Delivery | undefined,
  health: Health | undefined,
  nowMs: number,
): LaneStep {
  if (lane === "ordered") return step;
  if (subscription?.ordered && WAITS_FOR_ITS_TURN.has(step.do)) return { do: "order", subscription };
  if (lane === "patient") return step;
  if (step.do === "wait") return { do: "handOver", seconds: step.seconds };
  if (step.do !== "post") return step;
  const isQuick =
    !isTroubled(health, nowMs) && step.subscription.timeoutSeconds <= QUICK_LIMIT_SECONDS && isFirstAttempt(task, row);
  return isQuick ? step : { do: "handOver", seconds: 0 };
}

/** A message that leads to no POST has no turn to wait for. */
const WAITS_FOR_ITS_TURN: ReadonlySet<NextStep["do"]> = new Set(["post", "hold", "wait"]);

function isFirstAttempt(task: DeliveryTask, row: Delivery | undefined): boolean {
  const begun = rowInRun(task, row);
  return !begun || begun.attempts === attemptsBeforeRun(task, begun);
}
