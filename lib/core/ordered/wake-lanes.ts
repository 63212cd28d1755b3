import type { Clock } from "../clock.ts";
import { changeStanding } from "../health/change-standing.ts";
import type { Health } from "../health/health.ts";
import type { StandingStore } from "../health/health-store.ts";
import { released } from "../health/transitions.ts";
import type { SubscriptionKey } from "../model/subscription.ts";
import type { DueLane, LaneStore } from "./lane-store.ts";
import type { OrderedLane } from "./ordered-lane.ts";
import type { OrderedQueue } from "./ordered-queue.ts";

export interface WakeLanesPorts {
  lanes: Pick<LaneStore, "listDueLanes" | "lookLater" | "listLanes">;
  ordered: OrderedQueue;
  standings: StandingStore;
  now: Clock;
}

/** The most lanes that are looked at each minute: the longest overdue first. */
const MOST_DUE_LANES = 2_000;

/** The most lanes of a subscription that are looked at once something has changed. The others are when they are due. */
const MOST_LANES = 10_000;

/** The first deliveries of this many lanes are enough for all probes that may be due at a time. */
const PROBE_LANES = 6;

/** A lane is looked at again after this time, unless it has other plans by then. */
const LOOK_AGAIN_MS = 90_000;

/**
 * Has ordered lanes looked at: sends each of them a message without a task. A message too many is harmless. Only the
 * function that gets the message works on the lane.
 */
export function wakeLanes({ lanes, ordered, standings, now }: WakeLanesPorts) {
  return { wakeDueLanes, wakeLanesOf, endRelease, wakeLane: (lane: OrderedLane) => send([lane]) };

  /** The lanes whose first deliveries may go out, or that somebody should look at. */
  async function wakeDueLanes(): Promise<void> {
    const due = await lanes.listDueLanes(now(), MOST_DUE_LANES);
    await lanes.lookLater(due, now() + LOOK_AGAIN_MS);
    await send(due.map(laneOfDue));
  }

  /** The lanes of a subscription: all of them, or enough for probes. */
  async function wakeLanesOf({ subscriptionId }: SubscriptionKey, which: "all" | "for probes"): Promise<void> {
    await send(await lanes.listLanes(subscriptionId, which === "all" ? MOST_LANES : PROBE_LANES));
  }

  /**
   * Ends a release of a subscription in whose lanes deliveries wait: they go out in order, at the receiver's own pace.
   * Resolves with false if nothing waits in a lane.
   */
  async function endRelease(key: SubscriptionKey, health: Health): Promise<boolean> {
    const waiting = await lanes.listLanes(key.subscriptionId, 1);
    if (waiting.length === 0) return false;
    await changeStanding(standings, key, (current) => current?.release && released(current, now()), health);
    return true;
  }

  async function send(waiting: readonly OrderedLane[]): Promise<void> {
    if (waiting.length === 0) return;
    const faults = await ordered.sendInOrder(waiting.map((lane) => ({ lane })));
    const fault = faults.find((one) => one !== undefined);
    if (fault) throw fault;
  }
}

const laneOfDue = ({ tenantId, subscriptionId, hash }: DueLane): OrderedLane => ({ tenantId, subscriptionId, hash });
