import type { Delivery, DeliveryTask, Subscription } from "../model.ts";
import { exhaustedInRun } from "./exhausted-runs.ts";
import { attemptsBeforeRun, type EndedUnposted, isFinal, isStale, rowInRun } from "./lifecycle.ts";

/**
 * What deliver does with a received message.
 *
 * - `post`: make an attempt.
 * - `acknowledge`: nothing is left to do.
 * - `redrive`: the message's run is exhausted, and perhaps not announced: the message came back. `settle` announces it.
 * - `wait`: the message came too early. Hand it back for `seconds`.
 * - `end`: record that the delivery ends without a POST.
 */
export type NextStep =
  | { do: "post"; subscription: Subscription }
  | { do: "acknowledge" }
  | { do: "redrive" }
  | { do: "wait"; seconds: number }
  | { do: "end"; state: EndedUnposted };

/** By this function's clock, SQS may show a message slightly before its visibility timeout ends. */
const EARLY_MS = 2000;

/**
 * Decides what to do with a received message.
 *
 * @param subscription undefined if it was deleted
 * @param row the delivery's row, undefined before the first attempt
 */
export function nextStep(
  task: DeliveryTask,
  subscription: Subscription | undefined,
  row: Delivery | undefined,
  nowMs: number,
): NextStep {
  if (isStale(task, row)) return { do: exhaustedInRun(task, row) ? "redrive" : "acknowledge" };
  const begun = rowInRun(task, row);
  if (begun && isFinal(begun)) return { do: begun.state === "exhausted" ? "redrive" : "acknowledge" };
  // The message has a copy of the data, which was made before the event's content was erased.
  if (row?.contentErasedAt !== undefined) return { do: "end", state: "cancelled" };
  if (!subscription) return { do: "end", state: "cancelled" };
  if (!subscription.active) return { do: "end", state: "skipped" };
  if (begun && begun.attempts - attemptsBeforeRun(task, begun) > subscription.maxRetries) {
    return { do: "end", state: "exhausted" };
  }
  // A duplicate message comes early. It must wait too, because the wait belongs to the delivery, not to one message.
  const earlyMs = begun?.nextAttemptAt ? Date.parse(begun.nextAttemptAt) - nowMs : 0;
  return earlyMs > EARLY_MS ? { do: "wait", seconds: Math.ceil(earlyMs / 1000) } : { do: "post", subscription };
}
