import { PipelineFault } from "../errors.ts";
import { compareAndSwap } from "../kit/compare-and-swap.ts";
import type { Page, PageRequest } from "../kit/pages.ts";
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

/** Others change a replay at the same time only when somebody steers it, or two functions have the same slice. */
const MOST_TRIES = 8;

/**
 * Changes a replay, however many callers change it at once.
 *
 * @param replay the replay as it was last read
 * @param change computes the new state; undefined leaves the replay as it is
 * @returns the new state; undefined when the replay is gone or was left
 * @throws PipelineFault when others changed the replay in between every time
 */
export const changeReplay = (
  store: ReplayStore,
  replay: Replay,
  change: (replay: Replay) => Replay | undefined,
): Promise<Replay | undefined> =>
  compareAndSwap(
    {
      read: () => store.getReplay(replay.tenantId, replay.id),
      change: (current) => {
        const after = change(current);
        return after && { ...after, version: current.version + 1 };
      },
      write: (after, before) => store.replaceReplay(after, before.version),
      conflict: () => new PipelineFault("a replay kept changing"),
    },
    MOST_TRIES,
    replay,
  );
