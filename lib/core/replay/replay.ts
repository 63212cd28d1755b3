import { newId } from "../ids.ts";
import type { DeliveryState } from "../model.ts";

/** The final states of a delivery: a replay can send it again. */
export const REPLAYABLE = ["exhausted", "skipped", "cancelled", "delivered"] as const satisfies DeliveryState[];

export type ReplayableState = (typeof REPLAYABLE)[number];

/**
 * `running` replays go on without anyone's help. `paused` and `failed` ones wait until somebody resumes them.
 * `completed` and `cancelled` are final.
 */
export type ReplayState = "running" | "paused" | "completed" | "cancelled" | "failed";

/** The deliveries of a subscription that are to be sent again. */
export interface ReplayScope {
  tenantId: string;
  subscriptionId: string;
  since: string;
  until: string;
  states: ReplayableState[];
  types?: string[];
  /** A CEL expression that an event must meet. */
  filter?: string;
  /** Includes events that gave the subscription no delivery, and match under today's settings. */
  includeUnmatched: boolean;
}

export interface ReplayProgress {
  /** Deliveries that were sent again. */
  replayed: number;
  /** Deliveries that couldn't be sent again: the event is gone, or somebody else sent it again already. */
  skipped: number;
  /** Deliveries that were looked at; events, if unmatched ones are included. */
  scanned: number;
  /** When the latest of those was created: how far the replay is between `since` and `until`. */
  reachedAt?: string;
}

/** The job of sending many deliveries again, page by page. */
export interface Replay extends ReplayScope {
  id: string;
  ratePerSecond: number;
  state: ReplayState;
  /** Why the replay doesn't go on without help. */
  reason?: string;
  progress: ReplayProgress;
  /** The cursor of the next page; absent before the first one. */
  after?: string;
  /** The ids of the deliveries that are being started. A function that died may have started some of them. */
  underWay?: string[];
  /** There are no further pages. */
  readOut?: true;
  /** The number of pages done, which names the replay's place. */
  pages: number;
  /** The number of the slice whose message drives the replay. Every other message is stale. */
  slice: number;
  /** Grows with every change. */
  version: number;
  createdAt: string;
  updatedAt: string;
  finishedAt?: string;
}

/** A message that drives a replay for one second's worth of deliveries. */
export interface ReplaySlice {
  tenantId: string;
  replayId: string;
  slice: number;
}

/** A new replay, which is running. */
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

/** The replay in another state. */
export function inState(replay: Replay, state: ReplayState, nowMs: number, reason?: string): Replay {
  const at = new Date(nowMs).toISOString();
  const changed = { ...replay, state, reason, updatedAt: at };
  return isEnded(changed) ? { ...changed, finishedAt: at } : changed;
}

const isEnded = ({ state }: Pick<Replay, "state">): boolean => state === "completed" || state === "cancelled";

/** The message that drives the replay now. */
export const sliceOf = ({ tenantId, id, slice }: Replay): ReplaySlice => ({ tenantId, replayId: id, slice });

/** The replay after a slice is done; undefined when another function moved it on, or it was stopped. */
export const inNextSlice = (replay: Replay, slice: number): Replay | undefined =>
  replay.state === "running" && replay.slice === slice ? { ...replay, slice: slice + 1 } : undefined;

/**
 * The replay after the last receive of a slice's message. Undefined when the replay doesn't depend on that message.
 * A replay that has moved on to the next slice may depend on it, since only this message's function would have sent
 * the next one. If the next message exists after all, it is stale from now on.
 */
export function failedInSlice(replay: Replay, slice: number, nowMs: number): Replay | undefined {
  const isDriven = replay.state === "running" && (replay.slice === slice || replay.slice === slice + 1);
  return isDriven ? inState(replay, "failed", nowMs, FAILED) : undefined;
}

const FAILED = "A failure inside Posthorn stopped the replay. Resume it when the failure is fixed.";
