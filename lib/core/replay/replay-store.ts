import type { AuditEntry } from "../audit/audit-entry.ts";
import { PipelineFault } from "../errors.ts";
import { compareAndSwap } from "../kit/compare-and-swap.ts";
import type { Page, PageRequest } from "../kit/pages.ts";
import type { TenantRef } from "../model/tenant.ts";
import type { EndedState, Replay, ReplaySlice } from "./replay.ts";

/** Stores replays. The write of a change that a request asked for stores the audit entry too. */
export interface ReplayStore {
  createReplay(replay: Replay, audit?: AuditEntry): Promise<void>;
  getReplay(of: TenantRef, replayId: string): Promise<Replay | undefined>;
  /** Lists a tenant's replays, of all subscriptions or of one, newest first. */
  listReplays(of: TenantRef, subscriptionId: string | undefined, page: PageRequest): Promise<Page<Replay>>;
  /** Replaces a replay that still has this version. Resolves with false if it was changed in between. */
  replaceReplay(replay: Replay, version: number, audit?: AuditEntry): Promise<boolean>;
}

/** Lists the replays of all tenants, for the operator. */
export interface AllReplays {
  /**
   * Newest first, without those of deleted tenants. A page can be short, or even empty, while `next` continues.
   *
   * @param state only replays that have ended in this state, or that haven't ended; all by default
   */
  listAllReplays(state: EndedState | "open" | undefined, page: PageRequest): Promise<Page<Replay>>;
}

export interface ReplayQueue {
  /** Queues a slice. Its message can be received after `delaySeconds`. */
  sendSlice(slice: ReplaySlice, delaySeconds: number): Promise<void>;
}

/**
 * A replay has concurrent changes only when somebody pauses, resumes or cancels it, or two functions have the same
 * slice.
 */
const MAX_TRIES = 8;

/**
 * Changes a replay without undoing what others change at the same time.
 *
 * @param replay the replay as it was last read
 * @param change computes the new state; undefined leaves the replay as it is
 * @param auditOf the audit entry of the change
 * @returns the new state; undefined if the replay is gone or `change` returned undefined
 * @throws PipelineFault if others changed the replay during every try
 */
export const changeReplay = (
  store: ReplayStore,
  replay: Replay,
  change: (replay: Replay) => Replay | undefined,
  auditOf: (after: Replay, before: Replay) => AuditEntry | undefined = () => undefined,
): Promise<Replay | undefined> =>
  compareAndSwap(
    {
      read: () => store.getReplay(replay, replay.id),
      change: (current) => {
        const after = change(current);
        return after && { ...after, version: current.version + 1 };
      },
      write: (after, before) => store.replaceReplay(after, before.version, auditOf(after, before)),
      conflict: () => new PipelineFault("a replay kept changing"),
    },
    MAX_TRIES,
    replay,
  );
