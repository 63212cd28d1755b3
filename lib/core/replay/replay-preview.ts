import type { Clock } from "../clock.ts";
import type { LogReader } from "../log/log-reader.ts";
import { newAllowance } from "../matching/allowance.ts";
import { catalogOf } from "../matching/catalog.ts";
import type { evaluations } from "../matching/evaluation.ts";
import type { CatalogEntry } from "../model/catalog-entry.ts";
import type { Subscription } from "../model/subscription.ts";
import { matchingTypes } from "./matching-types.ts";
import { replayPages } from "./read-replay-page.ts";
import type { ReplayScope } from "./replay.ts";
import type { ReplayPage, Settings } from "./replay-page.ts";

export interface PreviewPorts {
  log: LogReader;
  evaluationOf: ReturnType<typeof evaluations>;
  now: Clock;
}

/** What a replay would do. If `complete` is false, not everything could be read or decided in time: the counts are minimums. */
export interface ReplayPreview {
  count: number;
  /** When the first and the last of the events were received. */
  earliest?: string;
  latest?: string;
  /** Events that gave the subscription no delivery, and match under the current settings. */
  newlyMatching: number;
  /** Deliveries among the `count` whose events don't match under the current settings. */
  noLongerMatching: number;
  complete: boolean;
}

/** A request must be answered within 29 s, and a page that has begun isn't interrupted. */
const BUDGET_MS = 15_000;
const MAX_SCANNED = 10_000;
const PAGE = 50;

/** No replay has this id, so nothing counts as replayed already. */
const NO_REPLAY = "";

/** Finds out what a replay would do, without doing it. */
export function previewReplay({ log, evaluationOf, now }: PreviewPorts) {
  return async function preview(
    scope: ReplayScope,
    subscription: Subscription,
    entries: CatalogEntry[],
  ): Promise<ReplayPreview> {
    const settings = { subscription, catalog: catalogOf(entries) };
    const allowance = newAllowance({ leftMs: 5_000, slowLeftMs: 5_000, eachMs: 5_000 });
    const eventsOf = needsData(scope, subscription, entries) ? log.getEvents : eventsWithoutData(log);
    const readPage = replayPages({ log, eventsOf, evaluationOf, allowance: () => allowance });
    const startedAt = now();
    const isLate = () => now() - startedAt > BUDGET_MS || allowance.leftMs <= 0 || allowance.slowLeftMs <= 0;
    const counts = { count: 0, newlyMatching: 0, noLongerMatching: 0 };
    const times: { earliest?: string; latest?: string } = {};

    let undecided = 0;

    const countFound = ({ found, undecided: unsure }: ReplayPage) => {
      undecided += unsure;
      for (const { event } of found) {
        counts.count += 1;
        const types = matchingTypes(event, settings, evaluationOf(event, allowance));
        if (types === undefined) counts.noLongerMatching += 1;
        if (types === "undecided") undecided += 1;
        if (event.receivedAt < (times.earliest ?? "~")) times.earliest = event.receivedAt;
        if (event.receivedAt > (times.latest ?? "")) times.latest = event.receivedAt;
      }
    };
    const countUnmatched = ({ later, undecided: unsure }: ReplayPage) => {
      undecided += unsure;
      counts.newlyMatching += later.length;
    };
    const countBoth = (page: ReplayPage) => {
      countFound(page);
      countUnmatched(page);
    };
    const walk = (of: ReplayScope, see: (page: ReplayPage) => void) =>
      eachPage((after, limit) => readPage({ ...of, id: NO_REPLAY, after }, settings, limit), see, isLate);

    // A walk over all events finds the deliveries too.
    const complete = scope.includeUnmatched
      ? [await walk(scope, countBoth)]
      : await Promise.all([
          walk(scope, countFound),
          walk({ ...scope, includeUnmatched: true, states: [] }, countUnmatched),
        ]);
    return { ...counts, ...times, complete: complete.every(Boolean) && undecided === 0 && !isLate() };
  };
}

/** Reads all pages. Resolves with false if it had to stop before the last page. */
async function eachPage(
  read: (after: string | undefined, limit: number) => Promise<ReplayPage>,
  see: (page: ReplayPage) => void,
  isLate: () => boolean,
): Promise<boolean> {
  let scanned = 0;
  let after: string | undefined;
  do {
    if (scanned >= MAX_SCANNED || isLate()) return false;
    const page = await read(after, PAGE);
    see(page);
    scanned += page.scanned;
    after = page.next;
  } while (after !== undefined);
  return true;
}

/** Does an expression need the events' data? */
const needsData = ({ filter }: ReplayScope, subscription: Settings["subscription"], entries: CatalogEntry[]): boolean =>
  filter !== undefined || subscription.filter !== undefined || entries.some(({ kind }) => kind === "derived-type");

const eventsWithoutData =
  (log: LogReader): LogReader["getEvents"] =>
  async (of, ulids) => {
    const heads = await log.getEventHeads(of, ulids);
    return new Map([...heads].map(([ulid, head]) => [ulid, { ...head, data: "null" }]));
  };
