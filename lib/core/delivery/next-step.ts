import type { Standing } from "../health/health.ts";
import { heldFor, mayProbe } from "../health/holding.ts";
import type { Delivery, HeldFor } from "../model/delivery.ts";
import type { DeliveryTask } from "../model/delivery-task.ts";
import type { Subscription } from "../model/subscription.ts";
import { exhaustedInRun } from "./exhausted-runs.ts";
import { attemptsBeforeRun, type EndedUnposted, hasEnded, isStale, rowInRun } from "./lifecycle.ts";

/**
 * What deliver does with a received message.
 *
 * - `post`: make an attempt.
 * - `acknowledge`: nothing is left to do.
 * - `redrive`: the message's run is exhausted, and perhaps not announced: the message came back. `settle` announces it.
 * - `wait`: the message came too early. Hand it back for `seconds`.
 * - `hold`: record that the delivery is held. The release sends another message.
 * - `end`: record that the delivery ends without a POST.
 */
export type NextStep =
  | { do: "post"; subscription: Subscription }
  | { do: "acknowledge" }
  | { do: "redrive" }
  | { do: "wait"; seconds: number }
  | { do: "hold"; reason: HeldFor }
  | { do: "end"; state: EndedUnposted };

/** By this function's clock, SQS may show a message slightly before its visibility timeout ends. */
const EARLY_MS = 2000;

/**
 * Decides what to do with a received message.
 *
 * @param subscription undefined if it was deleted
 * @param row the delivery's row, undefined before the first attempt
 * @param standing of the subscription's endpoint, undefined if nothing is known
 */
export function nextStep(
  task: DeliveryTask,
  subscription: Subscription | undefined,
  row: Delivery | undefined,
  standing: Standing | undefined,
  nowMs: number,
): NextStep {
  if (isStale(task, row)) return { do: exhaustedInRun(task, row) ? "redrive" : "acknowledge" };
  const begun = rowInRun(task, row);
  if (begun && hasEnded(begun)) return { do: begun.state === "exhausted" ? "redrive" : "acknowledge" };
  // The message has a copy of the data, which was made before the event's content was erased.
  if (row?.contentErasedAt !== undefined) return { do: "end", state: "cancelled" };
  if (!subscription) return { do: "end", state: "cancelled" };
  if (!subscription.active) return { do: "end", state: "skipped" };
  if (begun && begun.attempts - attemptsBeforeRun(task, begun) > subscription.maxRetries) {
    return { do: "end", state: "exhausted" };
  }
  // A duplicate message comes early. It must wait too, because the wait belongs to the delivery, not to one message.
  const earlyMs = begun?.nextAttemptAt ? Date.parse(begun.nextAttemptAt) - nowMs : 0;
  if (earlyMs > EARLY_MS) return { do: "wait", seconds: Math.ceil(earlyMs / 1000) };
  return postOrHold(task, subscription, standing ?? {}, nowMs);
}

/** A probe that comes too late does nothing: its delivery is held, and another probe follows. */
function postOrHold(
  { probe, holds = 0 }: DeliveryTask,
  subscription: Subscription,
  standing: Standing,
  nowMs: number,
): NextStep {
  if (probe !== undefined)
    return mayProbe(standing, probe, nowMs) ? { do: "post", subscription } : { do: "acknowledge" };
  const reason = heldFor(standing, nowMs);
  // It was released, so it is its turn.
  if (reason === "rate" && holds > 0) return { do: "post", subscription };
  return reason ? { do: "hold", reason } : { do: "post", subscription };
}
