import { newId } from "../ids.ts";
import type { DeliveryState } from "../model.ts";

/** States in which nothing more comes of a delivery, so that it can be sent again. */
export const REPLAYABLE = ["exhausted", "skipped", "cancelled", "delivered"] as const satisfies DeliveryState[];

export type ReplayableState = (typeof REPLAYABLE)[number];

/** `running` it goes on by itself; `paused` and `failed` until somebody resumes it; the others are final. */
export type ReplayState = "running" | "paused" | "completed" | "cancelled" | "failed";

/** What of a subscription is to be sent again. */
export interface ReplayScope {
  tenantId: string;
  subscriptionId: string;
  since: string;
  until: string;
  states: ReplayableState[];
  types?: string[];
  /** A CEL expression that an event must meet. */
  filter?: string;
  /** Also events that gave it no delivery, and match as things are set today. */
  includeUnmatched: boolean;
}

export interface ReplayProgress {
  replayed: number;
  /** What would have been, if its event were still there, or nobody else had seen to it. */
  skipped: number;
  /** Deliveries looked at, or events when those that did not match are included. */
  scanned: number;
  /** When the latest of them was made: how far it is in its time. */
  reachedAt?: string;
}

/** The job of sending many deliveries again, page by page. */
export interface Replay extends ReplayScope {
  id: string;
  ratePerSecond: number;
  state: ReplayState;
  /** Why it does not go on by itself. */
  reason?: string;
  progress: ReplayProgress;
  /** The cursor of its next page; none before the first. */
  after?: string;
  /** What is being started of that page: ids of deliveries, of which a function that died may have started some. */
  underWay?: string[];
  /** There are no further pages. */
  readOut?: true;
  /** How many pages were done: names the place where it is. */
  pages: number;
  /** Which message drives it on. All others are stale. */
  slice: number;
  /** Bumped by every change. */
  version: number;
  createdAt: string;
  updatedAt: string;
  finishedAt?: string;
}

/** A message that has a slice of a replay done. */
export interface ReplaySlice {
  tenantId: string;
  replayId: string;
  slice: number;
}

const isEnded = ({ state }: Pick<Replay, "state">): boolean => state === "completed" || state === "cancelled";

/** A replay that is about to begin. */
export function newReplay(scope: ReplayScope, ratePerSecond: number, nowMs: number): Replay {
  const at = new Date(nowMs).toISOString();
  return {
    ...scope,
    id: newId("rpl", nowMs),
    ratePerSecond,
    state: "running",
    progress: { replayed: 0, skipped: 0, scanned: 0 },
    pages: 0,
    slice: 0,
    version: 0,
    createdAt: at,
    updatedAt: at,
  };
}

/** A replay in another state, from now on. */
export function inState(replay: Replay, state: ReplayState, nowMs: number, reason?: string): Replay {
  const at = new Date(nowMs).toISOString();
  const changed = { ...replay, state, reason, updatedAt: at };
  return isEnded(changed) ? { ...changed, finishedAt: at } : changed;
}
