import type { DeliveryRecord } from "../../lib/core/delivery/delivery-store.ts";
import { attemptOf, judge, type Outcome, type PostResult } from "../../lib/core/delivery/outcome.ts";
import type { RetryWaits } from "../../lib/core/delivery/retry.ts";
import { PipelineFault } from "../../lib/core/errors.ts";
import type { Delivery, DeliveryState, DeliveryTask, Subscription } from "../../lib/core/model.ts";
import type { Dialect } from "../../lib/dialects/dialect.ts";
import type { SubscriptionDialect } from "../../lib/dialects/registry.ts";

/** What becomes of a message: acknowledged, or handed back to be received again after a while. */
export type Verdict = { done: true } | { done: false; seconds: number };

export const ACKNOWLEDGE: Verdict = { done: true };
export const handBack = (seconds: number): Verdict => ({ done: false, seconds });

/**
 * Redrive is the only way out of the queue for a delivery that failed for good: handed back at once, SQS moves
 * it to the dead letters as soon as its receives are used up, and there its end is announced.
 */
export const REDRIVE = handBack(0);

/**
 * What the rows say of a message before any POST: a verdict when there is nothing to send, with the record to
 * write if the delivery's state changes by it.
 */
export function beforeAttempt(
  task: DeliveryTask,
  subscription: Subscription | undefined,
  delivery: Delivery | undefined,
  nowMs: number,
): { verdict: Verdict; record?: DeliveryRecord } | undefined {
  const ended = (state: DeliveryState, verdict: Verdict) => ({
    verdict,
    record: { delivery: deliveryRow(task, delivery, { state }, nowMs) },
  });
  // A later run has begun since: it has a message of its own.
  if (delivery && delivery.run > task.run) return { verdict: ACKNOWLEDGE };
  const begun = delivery?.run === task.run ? delivery : undefined;
  if (begun?.state === "exhausted") return { verdict: REDRIVE };
  if (begun && isFinal(begun.state)) return { verdict: ACKNOWLEDGE };
  if (!subscription) return ended("cancelled", ACKNOWLEDGE);
  if (!subscription.active) return ended("skipped", ACKNOWLEDGE);
  if (begun && begun.attempts - begun.attemptsBeforeRun > subscription.maxRetries) return ended("exhausted", REDRIVE);
  const early = begun?.nextAttemptAt ? Date.parse(begun.nextAttemptAt) - nowMs : 0;
  // A duplicate of the message, ahead of its time: the wait belongs to the delivery, not to the message.
  return early > EARLY_MS ? { verdict: handBack(Math.ceil(early / 1000)) } : undefined;
}

/** SQS may show a message a little before its visibility timeout ends by our clock. */
const EARLY_MS = 2000;

const isFinal = (state: DeliveryState): boolean => state !== "pending" && state !== "retrying";

/** The record of an attempt, and what it means for the message. */
export function afterAttempt(
  task: DeliveryTask,
  subscription: Subscription,
  delivery: Delivery | undefined,
  dialect: Dialect,
  result: PostResult,
  { waits, nowMs, random }: { waits: RetryWaits; nowMs: number; random: number },
): { outcome: Outcome; verdict: Verdict; record: DeliveryRecord } {
  const number = (delivery?.attempts ?? 0) + 1;
  const policy = { maxRetries: subscription.maxRetries, waits, finalStatuses: dialect.goneStatuses };
  const outcome = judge(result, number - attemptsBeforeRun(task, delivery), policy, nowMs, random);
  const latest = { attempts: number, lastStatus: result.status, latencyMs: result.timings.total };
  const row = deliveryRow(task, delivery, { ...outcome, ...latest }, nowMs);
  return {
    outcome,
    verdict: outcome.state === "delivered" ? ACKNOWLEDGE : handBack(outcome.waitSeconds),
    record: { delivery: row, attempt: attemptOf(result, number, subscription.url, task.trigger) },
  };
}

type Change = Pick<Delivery, "state"> &
  Partial<Pick<Delivery, "attempts" | "failure" | "lastStatus" | "latencyMs">> & {
    waitSeconds?: number;
  };

function deliveryRow(task: DeliveryTask, before: Delivery | undefined, change: Change, nowMs: number): Delivery {
  const { state, waitSeconds = 0 } = change;
  const { id: eventId, tenantId, type } = task.event;
  return {
    id: task.deliveryId,
    tenantId,
    subscriptionId: task.subscriptionId,
    eventId,
    type,
    state,
    attempts: change.attempts ?? before?.attempts ?? 0,
    run: task.run,
    attemptsBeforeRun: attemptsBeforeRun(task, before),
    trigger: task.trigger,
    replayId: task.replayId,
    // Its place in the log stays, whatever was tried since.
    createdAt: before?.createdAt ?? task.queuedAt,
    updatedAt: new Date(nowMs).toISOString(),
    nextAttemptAt: state === "retrying" ? new Date(nowMs + waitSeconds * 1000).toISOString() : undefined,
    lastStatus: change.attempts === undefined ? before?.lastStatus : change.lastStatus,
    latencyMs: change.attempts === undefined ? before?.latencyMs : change.latencyMs,
    failure: change.attempts === undefined ? before?.failure : change.failure,
    test: before?.test,
  };
}

/** A run that the row does not know of yet begins after all attempts that there were. */
const attemptsBeforeRun = (task: DeliveryTask, delivery: Delivery | undefined): number =>
  (delivery?.run === task.run ? delivery.attemptsBeforeRun : delivery?.attempts) ?? 0;

export type FindDialect = (subscription: SubscriptionDialect) => Dialect | undefined;

/** The dialect of a subscription. One that we do not have is a fault of ours: a roll-back, perhaps. */
export function requireDialect(find: FindDialect, subscription: Subscription): Dialect {
  const dialect = find(subscription);
  if (!dialect) throw new PipelineFault(`unknown dialect ${subscription.dialect}`);
  return dialect;
}
