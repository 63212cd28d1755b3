import type { Delivery } from "../model/delivery.ts";
import { inState, type Replay } from "./replay.ts";
import type { ReplayPage } from "./replay-page.ts";

/**
 * The replay after a page. The last page completes it.
 *
 * @param earlier deliveries that a function started before it died, and that the page no longer lists
 */
export function afterPage(replay: Replay, page: ReplayPage, earlier: Delivery[], nowMs: number): Replay {
  const passed = earlier.filter(isPassedBy(page)).length;
  const ahead = earlier.filter((row) => !isPassedBy(page)(row)).map(({ id }) => id);
  const { replayed, skipped, undecided = 0, scanned, reachedAt } = replay.progress;
  const moved: Replay = {
    ...replay,
    progress: {
      replayed: replayed + page.found.length + page.already.length + passed,
      skipped: skipped + page.skipped,
      ...(undecided + page.undecided > 0 && { undecided: undecided + page.undecided }),
      scanned: scanned + page.scanned + passed,
      reachedAt: page.reachedAt ?? reachedAt,
    },
    after: page.next,
    readOut: page.next === undefined ? true : undefined,
    underWay: ahead.length > 0 ? ahead : undefined,
    pages: replay.pages + 1,
    updatedAt: new Date(nowMs).toISOString(),
  };
  return moved.readOut && moved.state === "running" ? inState(moved, "completed", nowMs) : moved;
}

/**
 * Tells whether the replay is past a delivery after this page. A later page lists and counts the other deliveries, once
 * they have ended again.
 */
const isPassedBy =
  ({ next, reachedAt = "", lastId = "" }: ReplayPage) =>
  ({ createdAt, id }: Delivery): boolean =>
    next === undefined || createdAt < reachedAt || (createdAt === reachedAt && id <= lastId);
