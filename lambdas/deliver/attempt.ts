import { alertOf } from "../../lib/core/alerts/alert.ts";
import type { Clock, Random } from "../../lib/core/clock.ts";
import type { DeliveryRecord } from "../../lib/core/delivery/delivery-store.ts";
import { attempted, attemptsBeforeRun } from "../../lib/core/delivery/lifecycle.ts";
import {
  askedPauseSeconds,
  attemptOf,
  heldAfter,
  judge,
  type Outcome,
  type PostResult,
} from "../../lib/core/delivery/outcome.ts";
import type { RetryWaits } from "../../lib/core/delivery/retry.ts";
import { PipelineFault } from "../../lib/core/errors.ts";
import { isUnreached } from "../../lib/core/health/network.ts";
import { MAX_ATTEMPTS } from "../../lib/core/limits.ts";
import { withoutAnswer } from "../../lib/core/log/erasing.ts";
import type { Delivery } from "../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";
import type { Subscription } from "../../lib/core/model/subscription.ts";
import type { AttemptTrigger } from "../../lib/core/model/trigger.ts";
import type { SubscriptionSwitch } from "../../lib/core/subscription/subscription-store.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import type { SubscriptionDialect } from "../../lib/dialects/registry.ts";
import type { signedPost } from "../../lib/sending/sign.ts";
import { ACKNOWLEDGE, type HandBack } from "./hand-back.ts";
import type { WatchedPost } from "./slow-watch.ts";

export interface AttemptPorts {
  switch: SubscriptionSwitch;
  post: ReturnType<typeof signedPost>;
  findDialect: (subscription: SubscriptionDialect) => Dialect | undefined;
  /** Resolves with whether a delivery is parked while it waits for its next attempt. */
  parks: (waitSeconds: number) => Promise<boolean>;
  waits: RetryWaits;
  maxTimeoutMs: number;
  now: Clock;
  random: Random;
}

/** A delivery to POST, and the function that records its outcome. */
export interface DueDelivery {
  task: DeliveryTask;
  subscription: Subscription;
  /** Undefined before the first attempt. */
  row: Delivery | undefined;
  /** When its place among the POSTs to a slow endpoint ends, in epoch milliseconds. Infinity if it needs none. */
  untilMs: number;
  /** Called when the POST begins. */
  begin: () => WatchedPost<void>;
  /** Rejects when the outcome can't be recorded. Resolves with whether it came late. */
  record: (record: DeliveryRecord) => Promise<"late" | undefined>;
  /** Resolves with whether our own network kept the POST from its endpoint. */
  isNetworkDown: () => Promise<boolean>;
  /** Pauses the endpoint. Rejects when the pause can't be written. */
  pause: (seconds: number) => Promise<void>;
  /** Lets the delivery wait for its next attempt. Resolves with how to hand back its message. */
  wait: (seconds: number) => Promise<HandBack>;
  /** Announces an exhausted delivery. Resolves with how to hand back its message. */
  announce: (delivery: Delivery, late: "late" | undefined) => Promise<HandBack>;
}

/** The time to keep free after a POST, so that the function can still record the attempt. */
export const RECORD_MS = 10_000;

/**
 * Makes an attempt and records it. Resolves with how to hand back the message.
 *
 * If the attempt can't be recorded, a subscription that is gone can't be switched off, or an endpoint that asked for it
 * can't be paused, the attempt counts as not made and its message comes back: a duplicate is better than a loss.
 */
export function attempting({ post, findDialect, waits, maxTimeoutMs, now, random, ...ports }: AttemptPorts) {
  return async function attempt(due: DueDelivery, remainingMs: () => number): Promise<HandBack> {
    const { task, subscription } = due;
    const timeoutMs = timeLimitMs(subscription, maxTimeoutMs);
    // A POST that outlasts the function is cut off without a record. One that outlasts its place makes room for a sixth.
    const isLate = () => timeoutMs + RECORD_MS > remainingMs() || now() + timeoutMs > due.untilMs;
    if (isLate()) return 0;
    const dialect = requireDialect(subscription);
    const posted = { ...task, attempt: numberOf(due), test: due.row?.test };
    const begin = () => {
      if (isLate()) throw new PipelineFault("reading the secrets took so long that the POST would end too late");
      return due.begin();
    };
    const result = await watched(begin, (calls) => post(posted, subscription, dialect, timeoutMs, calls));
    if (isUnreached(result) && (await due.isNetworkDown())) throw new PipelineFault("our own network seems to be down");
    const atMs = now();
    const judged = judge(result, numberInRun(due), policyOf(subscription, dialect), atMs, random());
    // Once the outcome is recorded, nothing tries again to switch the subscription off.
    if (isGone(result, dialect)) await switchOff(due, atMs);
    const outcome = isGone(result, dialect)
      ? judged
      : await parkedOr(bounded(await heldOr(judged, due, result, atMs), due));
    const record = recordOf(due, result, outcome, atMs);
    const late = await due.record(record);
    if (outcome.state === "exhausted") return due.announce(record.delivery, late);
    return outcome.state === "retrying" && !outcome.parked ? due.wait(outcome.waitSeconds) : ACKNOWLEDGE;
  };

  async function parkedOr(outcome: Outcome): Promise<Outcome> {
    const isParked = outcome.state === "retrying" && (await ports.parks(outcome.waitSeconds));
    return isParked ? { ...outcome, parked: true } : outcome;
  }

  /** The delivery is held only once its endpoint is paused: otherwise nothing would release it. */
  async function heldOr(judged: Outcome, due: DueDelivery, result: PostResult, atMs: number): Promise<Outcome> {
    const seconds = askedPauseSeconds(result, atMs);
    if (seconds !== undefined) {
      await due.pause(seconds);
      return heldAfter(judged, "paused");
    }
    const isFailedProbe = due.task.probe !== undefined && judged.state !== "delivered";
    return isFailedProbe ? heldAfter(judged, "breaker") : judged;
  }

  /** What uses up no retry could go on for ever: a receiver may answer each POST with 429. */
  function bounded(outcome: Outcome, due: DueDelivery): Outcome {
    if (outcome.state !== "held" || numberOf(due) < MAX_ATTEMPTS) return outcome;
    return { state: "exhausted", ...(outcome.failure && { failure: outcome.failure }), waitSeconds: 0 };
  }

  /** An unknown dialect is a failure inside Posthorn: perhaps a release that knew the dialect was rolled back. */
  function requireDialect(subscription: Subscription): Dialect {
    const dialect = findDialect(subscription);
    if (!dialect) throw new PipelineFault(`unknown dialect ${subscription.dialect}`);
    return dialect;
  }

  function policyOf({ maxRetries }: Subscription, { goneStatuses }: Dialect) {
    return { maxRetries, waits, finalStatuses: goneStatuses };
  }

  async function switchOff({ task, subscription }: DueDelivery, atMs: number): Promise<void> {
    const key = { tenantId: task.event.tenantId, subscriptionId: task.subscriptionId };
    await ports.switch.disableGone(
      key,
      subscription.url,
      alertOf(key, "subscription.disabled", { reason: "gone" }, atMs),
    );
  }
}

/** The longest time that a POST to the subscription may take. */
export const timeLimitMs = ({ timeoutSeconds }: Subscription, maxTimeoutMs: number): number =>
  Math.min(timeoutSeconds * 1000, maxTimeoutMs);

async function watched(
  begin: DueDelivery["begin"],
  post: (calls: { onSend(): void; onConnect(): void }) => Promise<PostResult>,
): Promise<PostResult> {
  let watch: WatchedPost<void> | undefined;
  let result: PostResult | undefined;
  try {
    result = await post({
      onSend() {
        watch = begin();
      },
      onConnect: () => watch?.connected(),
    });
    return result;
  } finally {
    watch?.ended(result);
  }
}

const numberOf = ({ row }: DueDelivery): number => (row?.attempts ?? 0) + 1;

const numberInRun = (due: DueDelivery): number => numberOf(due) - attemptsBeforeRun(due.task, due.row);

function recordOf(due: DueDelivery, result: PostResult, outcome: Outcome, atMs: number): DeliveryRecord {
  const { task, row, subscription } = due;
  const made = attemptOf(result, numberOf(due), subscription.url, triggerOf(task));
  const attempt = row?.contentErasedAt === undefined ? made : withoutAnswer(made);
  return { before: row, delivery: attempted(task, row, attempt, outcome, atMs), attempt };
}

const triggerOf = ({ probe, trigger }: DeliveryTask): AttemptTrigger => (probe === undefined ? trigger : "probe");

const isGone = ({ status }: PostResult, { goneStatuses }: Dialect): boolean =>
  status !== undefined && goneStatuses.includes(status);
