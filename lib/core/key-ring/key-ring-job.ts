import { newId } from "../ids.ts";

/**
 * `adding-key`: the ring is about to get a new current key. `resealing`: values of earlier keys are sealed again with
 * the current key. `dropping-keys`: the ring is about to lose its earlier keys. `completed` is final.
 */
export type KeyRingState = "adding-key" | "resealing" | "dropping-keys" | "completed";

/** How far a job has come. */
export interface ResealProgress {
  tenants: number;
  subscriptions: number;
  /** Subscriptions with values that were sealed again. */
  resealed: number;
  /** Subscriptions with a value that the ring doesn't open. Such a value stays as it is. */
  unreadable: number;
}

/** Where the walk over all subscriptions continues. */
export interface ResealPlace {
  /** The tenant whose subscriptions are being read, and the last one that is done. */
  tenantId?: string;
  subscriptionsAfter?: string;
  /** The cursor of the list of tenants, after that tenant. */
  tenantsAfter?: string;
  /** No tenant follows. */
  last?: true;
}

/** The ids of a ring's keys. */
export interface RingKeys {
  current: string;
  all: string[];
}

/** A rotation of the key ring, or the removal of its earlier keys. There is one at a time. */
export interface KeyRingJob {
  id: string;
  /** Removes the earlier keys at the end. */
  drop: boolean;
  state: KeyRingState;
  /** The ring's keys after the latest change. Absent before the first one. */
  keys?: RingKeys;
  /** When the current key was added. */
  rotatedAt?: string;
  place: ResealPlace;
  progress: ResealProgress;
  slice: number;
  /** Raised by every change. */
  version: number;
  createdAt: string;
  updatedAt: string;
  finishedAt?: string;
}

/** Identifies a slice of a job. A slice takes less time than its function may run. */
export interface KeyRingSlice {
  jobId: string;
  slice: number;
}

const NOTHING: ResealProgress = { tenants: 0, subscriptions: 0, resealed: 0, unreadable: 0 };

/** A job that begins after another one, if there was one. A new rotation starts the walk from the beginning. */
export function nextJob(before: KeyRingJob | undefined, drop: boolean, nowMs: number): KeyRingJob {
  const createdAt = new Date(nowMs).toISOString();
  return {
    id: newId("krj", nowMs),
    drop,
    state: drop ? "resealing" : "adding-key",
    ...(before && knownKeys(before)),
    place: {},
    progress: NOTHING,
    slice: 0,
    version: (before?.version ?? 0) + 1,
    createdAt,
    updatedAt: createdAt,
  };
}

/** Nobody knows whether a job that stopped while it added a key has added it. */
const knownKeys = ({ state, keys, rotatedAt }: KeyRingJob): Partial<KeyRingJob> =>
  state !== "adding-key" && keys && rotatedAt ? { keys, rotatedAt } : {};

/** Longer than a function may work on the ring. */
const EDITING_MS = 2 * 60_000;

/**
 * Is a function possibly changing the ring right now? Two changes at once could lose a key. A job records the time just
 * before it changes the ring. If its function dies, the ring is free again after that long.
 */
export const isEditing = ({ state, updatedAt }: KeyRingJob, nowMs: number): boolean =>
  (state === "adding-key" || state === "dropping-keys") && nowMs - Date.parse(updatedAt) < EDITING_MS;

/** Functions use a ring for this long to seal new values, and read it again after that. */
export const SEALING_RING_MS = 60_000;

/** The longest request that seals a value, with a margin. Lambda stops it after 29 s. */
const SEALING_REQUEST_MS = 60_000;

/**
 * The time when no function seals with an earlier key any more. Earlier keys may be removed after a walk that began
 * later.
 */
export const settledMs = ({ rotatedAt = "" }: KeyRingJob): number =>
  Date.parse(rotatedAt) + SEALING_RING_MS + SEALING_REQUEST_MS;
