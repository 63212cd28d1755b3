import { newId } from "../ids.ts";
import type { DeliveryState } from "../model/delivery.ts";
import type { TenantRef } from "../model/tenant.ts";

/**
 * The states of deliveries that a replay can send again. Those of `pending` and `retrying` deliveries aren't among them:
 * their messages are on the way, so a replay would only send them twice. A `held` delivery has no message.
 */
export const REPLAYABLE = ["exhausted", "skipped", "cancelled", "delivered", "held"] as const satisfies DeliveryState[];

export type ReplayableState = (typeof REPLAYABLE)[number];

/**
 * A `running` replay needs no help. A `paused` or `failed` replay waits until somebody resumes it. `completed` and
 * `cancelled` are final.
 */
export type ReplayState = (typeof REPLAY_STATES)[number];

export const REPLAY_STATES = ["running", "paused", "completed", "cancelled", "failed"] as const;

/** The final states. */
export type EndedState = "completed" | "cancelled";

/** The deliveries of a subscription to send again. */
export interface ReplayScope extends TenantRef {
  subscriptionId: string;
  since: string;
  until: string;
  states: ReplayableState[];
  types?: string[];
  /** A CEL expression that an event must meet. */
  filter?: string;
  /** Includes events that gave the subscription no delivery, and match under the current settings. */
  includeUnmatched: boolean;
}

export interface ReplayProgress {
  /** Deliveries that were sent again. */
  replayed: number;
  /** Deliveries that couldn't be sent again: the event is gone, or somebody else has already sent it again. */
  skipped: number;
  /** Deliveries or events about which the replay couldn't decide, because an expression ran out of time. */
  undecided?: number;
  /** Deliveries that were scanned. With `includeUnmatched`, events that were scanned. */
  scanned: number;
  /**
   * When the last scanned delivery or event was created. It shows how far the replay is between `since` and `until`.
   */
  reachedAt?: string;
}

/** A job that sends many deliveries again, page by page. */
export interface Replay extends ReplayScope {
  id: string;
  ratePerSecond: number;
  state: ReplayState;
  /** Why the replay has stopped. */
  reason?: string;
  progress: ReplayProgress;
  /** The cursor of the next page; absent before the first one. */
  after?: string;
  /** The ids of the deliveries that are being started. A function that died may have started some of them. */
  underWay?: string[];
  /** Set once the last page was read. */
  readOut?: true;
  /** The number of pages done. It identifies the replay's position. */
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
export interface ReplaySlice extends TenantRef {
  replayId: string;
  slice: number;
  /** How often the slice has found no free place, and was sent again. Absent until then. */
  waits?: number;
  /** How many receives of the slice's earlier messages failed. */
  failures?: number;
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

const isEnded = ({ state }: Pick<Replay, "state">): boolean => isEndedState(state);

export const isEndedState = (state: ReplayState): state is EndedState => state === "completed" || state === "cancelled";

/** The message that drives the replay now. */
export const sliceOf = ({ tenantId, incarnation, id, slice }: ReplayPlace): ReplaySlice => ({
  tenantId,
  incarnation,
  replayId: id,
  slice,
});

type ReplayPlace = Pick<Replay, "tenantId" | "incarnation" | "id" | "slice">;

/** The replay after a slice is done; undefined if another function advanced it, or it was stopped. */
export const inNextSlice = (replay: Replay, slice: number): Replay | undefined =>
  replay.state === "running" && replay.slice === slice ? { ...replay, slice: slice + 1 } : undefined;

/**
 * The replay after the last receive of a slice's message. Undefined if the replay doesn't depend on that message. A
 * replay in the next slice may still depend on it, because only the function with this message sends the next one. If
 * the next message was sent after all, it is stale from now on.
 */
export function failedInSlice(replay: Replay, slice: number, nowMs: number): Replay | undefined {
  const isDriven = replay.state === "running" && (replay.slice === slice || replay.slice === slice + 1);
  return isDriven ? inState(replay, "failed", nowMs, FAILED) : undefined;
}

const FAILED = "A failure inside Posthorn stopped the replay. Resume the replay once the failure is fixed.";

/**
 * How long a replay's row may stay as it is. The receives of a slice's message take 15 minutes in all, and the message
 * waits for slices of other replays. If it waits for a place, it says so in the row.
 */
const STALLED_MS = 60 * 60_000;

/** Writes of a waiting replay are this far apart. */
const WAITING_MS = STALLED_MS / 4;

/** The replay whose slice still waits for a place, so that it doesn't look stalled. Undefined if it doesn't yet. */
export function stillWaiting(replay: Replay, nowMs: number): Replay | undefined {
  const isQuiet = replay.state === "running" && Date.parse(replay.updatedAt) + WAITING_MS <= nowMs;
  return isQuiet ? { ...replay, updatedAt: new Date(nowMs).toISOString() } : undefined;
}

/**
 * The replay as a reader should see it. If the function was killed in its last receive, nothing marked the replay as
 * failed, and its message is in the dead-letter queue.
 */
export function withoutStall(replay: Replay, nowMs: number): Replay {
  const isStalled = replay.state === "running" && Date.parse(replay.updatedAt) + STALLED_MS <= nowMs;
  return isStalled ? { ...replay, state: "failed", reason: FAILED } : replay;
}
