import type { Clock } from "../../lib/core/clock.ts";
import type { DeliveryReader, DeliveryRecord, DeliveryRecorder } from "../../lib/core/delivery/delivery-store.ts";
import { held, isStale, rowInRun } from "../../lib/core/delivery/lifecycle.ts";
import { LONGEST_DELAY_SECONDS } from "../../lib/core/health/bulkhead.ts";
import type { WakeQueue } from "../../lib/core/health/health-store.ts";
import type { Delivery } from "../../lib/core/model/delivery.ts";
import type { DeliveryTask } from "../../lib/core/model/delivery-task.ts";
import type { SubscriptionKey } from "../../lib/core/model/subscription.ts";
import type { LaneStore, WaitingLane } from "../../lib/core/ordered/lane-store.ts";
import type { OrderedLane } from "../../lib/core/ordered/ordered-lane.ts";
import type { OrderedQueue } from "../../lib/core/ordered/ordered-queue.ts";
import { type LaneStop, LONGEST_HOLD_MS } from "./lane-stop.ts";

export interface StopPorts {
  lanes: Pick<LaneStore, "keepLane" | "addPlaces">;
  ordered: OrderedQueue;
  wakes: WakeQueue;
  reader: DeliveryReader;
  recorder: DeliveryRecorder;
  now: Clock;
  observe: {
    outcome(record: DeliveryRecord): void;
    unnoted(error: unknown, subscription: SubscriptionKey): void;
  };
}

/** If the message of a function whose time is up is lost, `wake` sends another one after this time. */
const LOOK_AGAIN_MS = 90_000;

/** Waits are rounded up to seconds. */
const SAME_MS = 1_500;

/** A delivery that came in, with its place in the lane. */
export interface Incoming {
  sequence: string;
  sentMs: number;
  task: DeliveryTask;
}

/** Lets deliveries wait in their lane. */
export function stoppingLanes({ lanes, ordered, wakes, reader, recorder, now, observe }: StopPorts) {
  return { begin, stop, goOn, hold, addPlaces };

  /**
   * Stops a lane in which nothing waited: deliveries that came in get places in it. All of it may be repeated. Until it
   * is done, their messages stay in the queue.
   */
  async function begin(lane: OrderedLane, why: LaneStop, incoming: readonly Incoming[]): Promise<void> {
    await keep(lane, why);
    await addPlaces(lane, incoming);
    await settle(lane, why, incoming);
  }

  /** Stops a lane again. Deliveries that came in have their places already. */
  async function stop({ dueMs, ...lane }: WaitingLane, why: LaneStop, incoming: readonly Incoming[]): Promise<void> {
    await keep(lane, why);
    await settle(lane, why, incoming, dueMs);
  }

  function keep({ tenantId, subscriptionId, hash }: OrderedLane, why: LaneStop): Promise<void> {
    const { slotMs } = why;
    const lane = { tenantId, subscriptionId, hash };
    return lanes.keepLane({ ...lane, dueMs: lookMs(lane, why), ...(slotMs !== undefined && { slotMs }) });
  }

  /**
   * A subscription with an ordering key may have a million lanes. While it sends nothing, only its health is looked at.
   */
  function lookMs({ hash }: OrderedLane, { dueMs, isHeld }: LaneStop): number {
    return isHeld && hash !== "" ? now() + LONGEST_HOLD_MS : dueMs;
  }

  /**
   * Records that deliveries wait behind the first one, and has somebody look in time.
   *
   * @param knownMs when somebody will look anyway
   */
  async function settle(lane: OrderedLane, why: LaneStop, incoming: readonly Incoming[], knownMs?: number) {
    // A place has no run. The row of a new run follows its message, unless the function that began it died.
    await hold(incoming.filter(({ task }) => task.deliveryId !== why.deliveryId || task.run > 0));
    const dueMs = lookMs(lane, why);
    // An early look would otherwise lead to another look each time.
    const isKnown = knownMs !== undefined && knownMs > now() && Math.abs(dueMs - knownMs) < SAME_MS;
    if (!isKnown) await wakeInTime(lane, dueMs);
  }

  /** Nothing is in the lane's way, but this function's time is up: another one goes on. */
  async function goOn(lane: OrderedLane, incoming: readonly Incoming[]): Promise<void> {
    await lanes.keepLane({ ...lane, dueMs: now() + LOOK_AGAIN_MS });
    await hold(incoming);
    const [fault] = await ordered.sendInOrder([{ lane }]);
    if (fault) throw fault;
  }

  function addPlaces(lane: OrderedLane, incoming: readonly Incoming[]): Promise<void> {
    return lanes.addPlaces(
      lane,
      incoming.map(({ sequence, sentMs, task: { deliveryId, run } }) => ({ sequence, deliveryId, run, sentMs })),
    );
  }

  /** Records that deliveries are held, because others are before them. */
  async function hold(incoming: readonly Incoming[]): Promise<void> {
    if (incoming.length === 0) return;
    const tasks = incoming.map(({ task }) => task);
    const { subscriptions, deliveries } = await reader.loadContext(
      tasks.slice(0, 1).map(({ event, subscriptionId }) => ({ tenantId: event.tenantId, subscriptionId })),
      tasks.map(({ deliveryId }) => deliveryId),
    );
    // A row that is written after its subscription's deletion might come after the erasure of its tenant.
    const waiting = tasks.filter(({ subscriptionId }) => subscriptions.has(subscriptionId));
    await record(waiting.flatMap((task) => recordOf(task, deliveries.get(task.deliveryId), now())));
  }

  async function record(records: DeliveryRecord[]): Promise<void> {
    if (records.length === 0) return;
    const results = await recorder.record(records);
    const fault = results.find((result) => result !== undefined && result !== "late");
    if (fault) throw fault;
    for (const one of records) observe.outcome(one);
  }

  /** Longer waits end with the schedule of `wake`, and so do those whose message can't be sent. */
  async function wakeInTime({ hash, tenantId, subscriptionId }: OrderedLane, dueMs: number): Promise<void> {
    const key = { tenantId, subscriptionId };
    const seconds = Math.max(0, Math.ceil((dueMs - now()) / 1000));
    if (seconds >= LONGEST_DELAY_SECONDS) return;
    await wakes.sendWakes([{ ...key, lane: hash }], seconds).catch((error) => observe.unnoted(error, key));
  }
}

/** A delivery that has begun to wait, or has ended, stays as it is. A duplicate has one record. */
function recordOf(task: DeliveryTask, row: Delivery | undefined, nowMs: number): DeliveryRecord[] {
  const begun = rowInRun(task, row);
  if (isStale(task, row) || (begun && !begun.eventMissing && begun.state !== "pending")) return [];
  return [{ before: row, delivery: held(task, row, "order", nowMs) }];
}
