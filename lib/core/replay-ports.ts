import { PipelineFault } from "./errors.ts";
import type { Page, PageRequest } from "./log-ports.ts";
import type { Replay, ReplaySlice } from "./replay.ts";

/** Where replays are kept. */
export interface ReplayStore {
  createReplay(replay: Replay): Promise<void>;
  getReplay(tenantId: string, replayId: string): Promise<Replay | undefined>;
  /** A tenant's, of all subscriptions or of one, newest first. */
  listReplays(tenantId: string, subscriptionId: string | undefined, page: PageRequest): Promise<Page<Replay>>;
  /** Puts a replay, its version bumped, in the place of one of this version. False when that was changed meanwhile. */
  replaceReplay(replay: Replay, version: number): Promise<boolean>;
}

export interface ReplayQueue {
  /** Queues the next slice of a replay, to be done after so many seconds. */
  sendSlice(slice: ReplaySlice, delaySeconds: number): Promise<void>;
}

/** A delivery that an event gave a subscription later than when it came in. */
export interface LaterMatch {
  tenantId: string;
  eventId: string;
  receivedAt: string;
  subscriptionId: string;
  /** The types by which it matches. */
  types: string[];
}

export interface LaterMatchWriter {
  /** Puts matches beside their events, whose lists show them from then on; repeating it is harmless. */
  putLaterMatches(matches: LaterMatch[]): Promise<void>;
}

/** How often a change is tried anew because others changed the replay in between. */
const LOOKS = 8;

/**
 * Changes a replay as it stands, however many change it at once.
 *
 * @param replay as it was last read
 * @param change what becomes of it; undefined to leave it
 * @returns the replay as it is now, or undefined when it is gone or was left
 */
export async function changeReplay(
  store: ReplayStore,
  replay: Replay,
  change: (replay: Replay) => Replay | undefined,
): Promise<Replay | undefined> {
  let current: Replay | undefined = replay;
  for (let look = 0; current && look < LOOKS; look++) {
    const changed = change(current);
    if (!changed) return undefined;
    const after = { ...changed, version: current.version + 1 };
    if (await store.replaceReplay(after, current.version)) return after;
    current = await store.getReplay(replay.tenantId, replay.id);
  }
  if (current) throw new PipelineFault("a replay kept changing");
  return undefined;
}
