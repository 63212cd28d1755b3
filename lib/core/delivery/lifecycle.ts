import { deliveryId, timeOfUlid } from "../ids.ts";
import { wasSkipped } from "../matching/recorded-matches.ts";
import type { Attempt } from "../model/attempt.ts";
import type { Delivery, DeliveryState, HeldFor } from "../model/delivery.ts";
import type { DeliveryTask } from "../model/delivery-task.ts";
import type { Event, EventRecord } from "../model/event.ts";
import type { RunTrigger } from "../model/trigger.ts";
import { exhaustedRunsBefore } from "./exhausted-runs.ts";
import type { Outcome } from "./outcome.ts";

/**
 * The life of a delivery. Each transition of its row is a pure function in this file.
 *
 * | from          | transition                                     | to                                   |
 * |---------------|------------------------------------------------|--------------------------------------|
 * | no row        | `untried`: its event came in                   | `pending`, `skipped`                 |
 * | no row        | `tested`: a test send was POSTed               | `delivered`, `exhausted`             |
 * | no row        | `heldUntried`: its event came in               | `held`                               |
 * | not final     | `attempted`: a POST was made                   | every state but `pending`, `skipped` |
 * | not final     | `held`: its subscription sends nothing now     | `held`                               |
 * | `retrying`    | `stillParked`, `unparked`: its message is made | `retrying`                           |
 * | `held`        | `letGo`: its message was queued                | `pending`, `retrying`                |
 * | `held`        | `endedHeld`: its subscription is gone, off     | `cancelled`, `skipped`               |
 * | not final     | `ended`: there is nothing to POST              | `exhausted`, `skipped`, `cancelled`  |
 * | not final     | `cancelled`: somebody cancelled it             | `cancelled`                          |
 * | not final     | `erased`: its event's content was erased       | `cancelled`                          |
 * | not final     | `givenUp`: its event is missing                | `cancelled`                          |
 * | recorded      | `renewed`: its event was accepted again        | `pending`, `skipped`, `held`         |
 * | `pending`     | `fetched`: a pull subscriber fetched it        | `delivered`                          |
 * | every state   | `nextRun`: a retry by hand, or a replay        | `pending`                            |
 */

/** Has the delivery ended? If it hasn't, Posthorn still works on it. */
export const isFinal = ({ state }: Pick<Delivery, "state">): boolean => !WAITING.has(state);

/** Does a message of the delivery's run come to nothing? A delivery that was given up goes on with the next message. */
export const hasEnded = (row: Pick<Delivery, "state" | "eventMissing">): boolean => isFinal(row) && !isGivenUp(row);

const WAITING: ReadonlySet<DeliveryState> = new Set(["pending", "retrying", "held"]);

const isGivenUp = ({ state, eventMissing }: Pick<Delivery, "state" | "eventMissing">): boolean =>
  state === "cancelled" && eventMissing === true;

/** An event, with the fields of its record that describe its deliveries. */
export type RunEvent = Omit<EventRecord, "incarnation" | "matchedTypes">;

/** A delivery in a run that a queue message can belong to. */
export type QueuedDelivery = Delivery & { trigger: RunTrigger };

/** The delivery of an event to a subscription before its first attempt. Most have no row: their event implies them. */
export const untried = (event: RunEvent, subscriptionId: string): QueuedDelivery => ({
  ...FIRST_RUN,
  id: deliveryId(event.ulid, subscriptionId),
  tenantId: event.tenantId,
  subscriptionId,
  eventId: event.id,
  type: event.type,
  state: wasSkipped(event, subscriptionId) ? "skipped" : "pending",
  attempts: 0,
  createdAt: event.receivedAt,
  updatedAt: event.receivedAt,
  test: event.test,
});

const FIRST_RUN = { run: 0, attemptsBeforeRun: 0, trigger: "scheduled" } as const;

/**
 * Has a later run begun since the message was queued, or was the delivery held? The later run and the release have
 * messages of their own, so this message is stale.
 */
export const isStale = (task: DeliveryTask, row: Delivery | undefined): boolean =>
  row !== undefined && (row.run > task.run || (row.run === task.run && (row.holds ?? 0) > (task.holds ?? 0)));

/** The row, if it belongs to the message's run. The row of an earlier run says nothing about this run. */
export const rowInRun = (task: DeliveryTask, row: Delivery | undefined): Delivery | undefined =>
  row?.run === task.run ? row : undefined;

/** The number of attempts before the message's run: the retry policy counts from there. */
export const attemptsBeforeRun = (task: DeliveryTask, row: Delivery | undefined): number =>
  (rowInRun(task, row) ? row?.attemptsBeforeRun : row?.attempts) ?? 0;

/** The delivery after an attempt. */
export const attempted = (
  task: DeliveryTask,
  row: Delivery | undefined,
  { number, status, timings }: Attempt,
  { state, failure, waitSeconds, heldFor, parked }: Outcome,
  nowMs: number,
): Delivery => ({
  ...inRunOf(task, row, nowMs),
  state,
  attempts: number,
  ...(heldFor && heldFields(task, row, heldFor)),
  ...(parked && { parkedUntil: isoAt(nowMs + waitSeconds * 1000), holds: (task.holds ?? 0) + 1 }),
  nextAttemptAt: state === "retrying" ? isoAt(nowMs + waitSeconds * 1000) : undefined,
  lastStatus: status,
  latencyMs: timings.total,
  failure,
});

/** An attempt after which the delivery is held uses up no retry. A probe has no message that could become stale. */
function heldFields(task: DeliveryTask, row: Delivery | undefined, reason: HeldFor): Partial<Delivery> {
  const holds = (task.holds ?? 0) + (task.probe === undefined ? 1 : 0);
  return { heldFor: reason, holds, attemptsBeforeRun: attemptsBeforeRun(task, row) + 1 };
}

/** The delivery after its message found that its subscription sends nothing now. */
export const held = (task: DeliveryTask, row: Delivery | undefined, reason: HeldFor, nowMs: number): Delivery => ({
  ...inRunOf(task, row, nowMs),
  state: "held",
  heldFor: reason,
  holds: (task.holds ?? 0) + 1,
});

/** The delivery of an event that came in while its subscription sends nothing. */
export const heldUntried = (event: RunEvent, subscriptionId: string, reason: HeldFor): Delivery => ({
  ...untried(event, subscriptionId),
  state: "held",
  heldFor: reason,
  holds: 1,
});

/**
 * The delivery after its release was queued; undefined if it is no longer held, or was held again since.
 *
 * @param released as it was when its message was queued
 */
export const letGo = (row: Delivery, released: Delivery, nowMs: number): Delivery | undefined =>
  row.state === "held" && row.run === released.run && row.holds === released.holds
    ? { ...row, state: hasAttempts(row) ? "retrying" : "pending", heldFor: undefined, updatedAt: isoAt(nowMs) }
    : undefined;

/**
 * The delivery while its message is being queued; undefined if it isn't due.
 *
 * @param dueMs those that are parked until then are due
 * @param leaseMs when it is due again, if nothing comes of it
 */
export const stillParked = (row: Delivery, dueMs: number, leaseMs: number, nowMs: number): Delivery | undefined =>
  isParked(row) && Date.parse(row.parkedUntil ?? "") <= dueMs
    ? { ...row, parkedUntil: isoAt(leaseMs), updatedAt: isoAt(nowMs) }
    : undefined;

/** The delivery after its message was queued; undefined if it isn't as it was then. */
export const unparked = (row: Delivery, queued: Delivery, nowMs: number): Delivery | undefined =>
  isParked(row) && row.run === queued.run && row.holds === queued.holds
    ? { ...row, parkedUntil: undefined, updatedAt: isoAt(nowMs) }
    : undefined;

const isParked = ({ state, parkedUntil }: Delivery): boolean => state === "retrying" && parkedUntil !== undefined;

/** The held delivery of a subscription that is gone or inactive; undefined if it is no longer held. */
export const endedHeld = (row: Delivery, state: "cancelled" | "skipped", nowMs: number): Delivery | undefined =>
  row.state === "held" ? { ...row, state, heldFor: undefined, updatedAt: isoAt(nowMs) } : undefined;

/** Was the delivery tried in this run? Attempts that used up no retry don't count. */
export const hasAttempts = ({ attempts, attemptsBeforeRun }: Delivery): boolean => attempts > attemptsBeforeRun;

/** A state that `deliver` sets when it ends a delivery without a POST. */
export type EndedUnposted = "exhausted" | "skipped" | "cancelled";

/** The delivery after `deliver` ended it without a POST. */
export const ended = (
  task: DeliveryTask,
  row: Delivery | undefined,
  state: EndedUnposted,
  nowMs: number,
): Delivery => ({ ...inRunOf(task, row, nowMs), state });

/** The delivery in the run that a message belongs to. */
function inRunOf(task: DeliveryTask, row: Delivery | undefined, nowMs: number): Omit<Delivery, "state"> {
  const { id: eventId, tenantId, type } = task.event;
  return {
    id: task.deliveryId,
    tenantId,
    subscriptionId: task.subscriptionId,
    eventId,
    type,
    attempts: row?.attempts ?? 0,
    run: task.run,
    holds: task.holds,
    attemptsBeforeRun: attemptsBeforeRun(task, row),
    trigger: task.trigger,
    replayId: task.replayId,
    createdAt: timeOfUlid(task.event.ulid),
    updatedAt: isoAt(nowMs),
    lastStatus: row?.lastStatus,
    latencyMs: row?.latencyMs,
    failure: row?.failure,
    contentErasedAt: row?.contentErasedAt,
    exhaustedRuns: exhaustedRunsBefore(row, task.run),
    test: row?.test,
  };
}

/** The delivery after it was cancelled; undefined if it had already ended. */
export const cancelled = (row: Delivery, nowMs: number): Delivery | undefined =>
  hasEnded(row)
    ? undefined
    : {
        ...row,
        state: "cancelled",
        eventMissing: undefined,
        nextAttemptAt: undefined,
        heldFor: undefined,
        parkedUntil: undefined,
        updatedAt: isoAt(nowMs),
      };

/**
 * The delivery after its event's content was erased. It keeps the time of the first erasure, and no later row of the
 * delivery loses it: `deliver` makes no attempt for a row with this mark.
 */
export const erased = (row: Delivery, atIso: string): Delivery => ({
  ...(cancelled(row, Date.parse(atIso)) ?? { ...row, updatedAt: atIso }),
  contentErasedAt: row.contentErasedAt ?? atIso,
});

/** The delivery after its event was missing for minutes: the try that held it has died. Undefined if it had ended. */
export function givenUp(row: Delivery, nowMs: number): Delivery | undefined {
  const after = cancelled(row, nowMs);
  return after && { ...after, holds: undefined, eventMissing: true };
}

/**
 * The row of a delivery whose event is accepted again, and that is only recorded this time. Undefined leaves a delivery
 * alone that a message or a person has moved on.
 *
 * @param fresh the delivery as this try would record it
 */
export function renewed(row: Delivery, fresh: Delivery, nowMs: number): Delivery | undefined {
  if (row.contentErasedAt !== undefined) return undefined;
  const updatedAt = isoAt(nowMs);
  if (isGivenUp(row)) return { ...row, ...stateOf(fresh), eventMissing: undefined, updatedAt };
  return isUntouched(row) && isUnmoved(row) ? { ...fresh, updatedAt } : stillHeld(row, nowMs);
}

/** A release has queued the message of a delivery that was held. */
const isUnmoved = ({ state, holds = 0 }: Delivery): boolean => state === "pending" && holds === 0;

const isUntouched = ({ run, attempts }: Delivery): boolean => run === 0 && attempts === 0;

const stateOf = ({ state, heldFor, holds }: Delivery): Partial<Delivery> => ({ state, heldFor, holds });

/**
 * The row of a held or parked delivery whose event is accepted again; undefined if it is neither. The new time keeps the
 * delivery from being given up before its event is written.
 */
export const stillHeld = (row: Delivery, nowMs: number): Delivery | undefined =>
  row.state === "held" || isParked(row) ? { ...row, updatedAt: isoAt(nowMs) } : undefined;

/** The delivery after it was fetched from its pull subscription; undefined if it wasn't waiting. */
export const fetched = (row: Delivery, nowMs: number): Delivery | undefined =>
  row.state === "pending" ? { ...row, state: "delivered", updatedAt: isoAt(nowMs) } : undefined;

/** The cause of a new run. `scheduled`: the message of an earlier run was lost. */
export type RunCause = { trigger: "scheduled" } | { trigger: "manual" } | { trigger: "replay"; replayId: string };

/** The delivery in a new run. The run gets the subscription's whole retry policy. */
export function nextRun(row: Delivery, cause: RunCause, nowMs: number): QueuedDelivery {
  const replayId = cause.trigger === "replay" ? cause.replayId : undefined;
  const run = row.run + 1;
  const begun = { run, trigger: cause.trigger, replayId, updatedAt: isoAt(nowMs) };
  const ended = { attemptsBeforeRun: row.attempts, exhaustedRuns: exhaustedRunsBefore(row, run) };
  const waiting = { nextAttemptAt: undefined, heldFor: undefined, parkedUntil: undefined, holds: undefined };
  return { ...row, eventMissing: undefined, ...begun, ...ended, ...waiting, state: "pending" };
}

/**
 * The row to write for a new run whose message is already queued, if the row has changed since it was read. Undefined
 * leaves the row alone: this run or a later one has begun, or a POST of an earlier run succeeded. A success stays,
 * because it may also have ended the new run. If the run's message is still queued, it begins the run anyway. A run of
 * a delivery whose event was erased in the meantime ends at once.
 */
export function queuedRun(run: Delivery, row: Delivery | undefined): Delivery | undefined {
  if (row && (row.run >= run.run || row.state === "delivered")) return undefined;
  const attempts = row?.attempts ?? 0;
  const begun = { ...run, attempts, attemptsBeforeRun: attempts, exhaustedRuns: exhaustedRunsBefore(row, run.run) };
  const { contentErasedAt } = row ?? {};
  return contentErasedAt === undefined ? begun : { ...begun, state: "cancelled", contentErasedAt };
}

/** The delivery of a test send. */
export const tested = (
  { id: eventId, ulid, tenantId, type }: Event,
  subscriptionId: string,
  { status, number }: Attempt,
  { state, failure }: Outcome,
  nowMs: number,
): Delivery => ({
  ...FIRST_RUN,
  id: deliveryId(ulid, subscriptionId),
  tenantId,
  subscriptionId,
  eventId,
  type,
  state,
  attempts: number,
  trigger: "test",
  createdAt: timeOfUlid(ulid),
  updatedAt: isoAt(nowMs),
  lastStatus: status,
  failure,
  test: true,
});

const isoAt = (ms: number): string => new Date(ms).toISOString();
